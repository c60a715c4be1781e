using System.Runtime.InteropServices;

namespace Lang.Bytecode.Verification;

/// <summary>
/// Sets of variables that are assigned on every path to a point of a function. A set is a node of a tree: the
/// variables on the way from the root to it. Assigning adds a child, so remembering the set of a jump costs nothing
/// and a function with tens of thousands of variables and jumps needs memory in proportion to its stores (a bit
/// vector per jump target would need their product).
/// </summary>
/// <remarks>
/// Where paths meet, the intersection walks only the part that the two ways do not share. In structured code that
/// part holds what was assigned inside the construct that ends there, so all walks together are linear. Hostile
/// code can make them long; <see cref="Steps"/> counts them and the verifier gives up beyond its budget. Common
/// ancestors are found by jump pointers (Myers, "An applicative random-access stack", 1983).
/// </remarks>
internal sealed class AssignmentTree
{
    private readonly record struct Node(int Parent, int Jump, int Depth, int Variable);

    private readonly List<Node> _nodes = [];
    private bool[] _inCurrent = [];
    private int[] _mark = [];
    private int _lastMark;

    /// <summary>Begins with a function of so many variables: there is only the empty set.</summary>
    public void Begin(int variables)
    {
        _nodes.Clear();
        _nodes.Add(new Node(0, 0, 0, -1));
        if (variables > _inCurrent.Length)
        {
            _inCurrent = new bool[variables];
            _mark = new int[variables];
        }
        _inCurrent.AsSpan(0, variables).Clear();
        Current = Empty;
        Steps = 0;
    }

    /// <summary>The set with nothing in it.</summary>
    public const int Empty = 0;

    /// <summary>The set that <see cref="Contains"/> asks and <see cref="Add"/> extends.</summary>
    public int Current { get; private set; } = Empty;

    /// <summary>Nodes visited so far.</summary>
    public long Steps { get; private set; }

    /// <summary>Whether <paramref name="variable"/> is in the current set.</summary>
    public bool Contains(int variable) => _inCurrent[variable];

    /// <summary>Adds <paramref name="variable"/> to the current set.</summary>
    public void Add(int variable)
    {
        if (_inCurrent[variable])
            return;
        _inCurrent[variable] = true;
        Current = Extend(Current, variable);
    }

    /// <summary>Makes <paramref name="set"/> the current one.</summary>
    public void MoveTo(int set)
    {
        ReadOnlySpan<Node> nodes = CollectionsMarshal.AsSpan(_nodes);
        int common = CommonAncestor(Current, set);
        for (int at = Current; at != common; at = nodes[at].Parent)
            _inCurrent[nodes[at].Variable] = false;
        for (int at = set; at != common; at = nodes[at].Parent)
            _inCurrent[nodes[at].Variable] = true;
        Steps += nodes[Current].Depth + nodes[set].Depth - 2 * nodes[common].Depth;
        Current = set;
    }

    /// <summary>What two sets have in common: <paramref name="first"/> itself when all of it is in <paramref name="second"/>.</summary>
    public int Intersect(int first, int second)
    {
        int common = CommonAncestor(first, second);
        if (common == first || common == second)
            return common;
        ReadOnlySpan<Node> nodes = CollectionsMarshal.AsSpan(_nodes);
        int mark = ++_lastMark;
        for (int at = second; at != common; at = nodes[at].Parent)
            _mark[nodes[at].Variable] = mark;
        var kept = new List<int>();
        for (int at = first; at != common; at = nodes[at].Parent)
        {
            if (_mark[nodes[at].Variable] == mark)
                kept.Add(nodes[at].Variable);
        }
        int ownPart = nodes[first].Depth - nodes[common].Depth;
        Steps += ownPart + nodes[second].Depth - nodes[common].Depth;
        if (kept.Count == ownPart)
            return first;
        int result = common;
        for (int i = kept.Count - 1; i >= 0; i--)
            result = Extend(result, kept[i]);
        return result;
    }

    private int Extend(int parent, int variable)
    {
        Node above = _nodes[parent];
        Node aboveJump = _nodes[above.Jump];
        int jump = above.Depth - aboveJump.Depth == aboveJump.Depth - _nodes[aboveJump.Jump].Depth ? aboveJump.Jump : parent;
        _nodes.Add(new Node(parent, jump, above.Depth + 1, variable));
        return _nodes.Count - 1;
    }

    private int CommonAncestor(int first, int second)
    {
        ReadOnlySpan<Node> nodes = CollectionsMarshal.AsSpan(_nodes);
        if (nodes[first].Depth < nodes[second].Depth)
            (first, second) = (second, first);
        int depth = nodes[second].Depth;
        while (nodes[first].Depth > depth)
            first = nodes[nodes[first].Jump].Depth >= depth ? nodes[first].Jump : nodes[first].Parent;
        while (first != second)
        {
            bool jump = nodes[first].Jump != nodes[second].Jump;
            first = jump ? nodes[first].Jump : nodes[first].Parent;
            second = jump ? nodes[second].Jump : nodes[second].Parent;
        }
        return first;
    }
}
