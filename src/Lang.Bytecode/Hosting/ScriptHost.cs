using System.Collections.Immutable;
using System.Diagnostics;

namespace Lang.Hosting;

/// <summary>
/// What a host offers to scripts: functions that they can call and inputs that they can read. One object tells the compiler the types, so that every use is
/// checked before anything runs, and the VM what to call.
/// </summary>
/// <remarks>
/// Scripts reach nothing else of C#. Fill it on one thread; afterwards any number of compilations and VMs can share it, and then functions must bear being
/// called by several VMs at once. A function runs on the thread of the script that calls it and is not interrupted: limits are looked at when it is back.
/// It can use other VMs, but not the one that calls it.
/// </remarks>
public sealed partial class ScriptHost
{
    /// <summary>Words that are no names: those of the grammar, and those that it keeps for later.</summary>
    private static readonly string[] s_keywords =
    [
        "let", "fn", "if", "else", "while", "for", "in", "break", "continue", "return", "true", "false",
        "struct", "interface", "match", "import", "const", "try", "catch", "throw", "nil", "any",
    ];

    private readonly Dictionary<string, HostFunction> _functions = [];
    private readonly Dictionary<string, HostInput> _inputs = [];

    /// <summary>The functions, in the order in which they were registered.</summary>
    public IReadOnlyCollection<HostFunction> Functions => _functions.Values;

    /// <summary>The inputs, in the order in which they were declared.</summary>
    public IReadOnlyCollection<HostInput> Inputs => _inputs.Values;

    /// <summary>The function of that name, or null.</summary>
    public HostFunction? FindFunction(string name) => _functions.GetValueOrDefault(name);

    /// <summary>The input of that name, or null.</summary>
    public HostInput? FindInput(string name) => _inputs.GetValueOrDefault(name);

    /// <summary>
    /// Declares a value that scripts can read but not assign. Each VM has its own: the zero value of its type until <c>Vm.SetInput</c> sets it, before a run or
    /// between runs.
    /// </summary>
    /// <typeparam name="T">long, double, bool, string, or an array of one of them.</typeparam>
    /// <param name="name">Its name in scripts: letters, digits and underscores, and no keyword.</param>
    /// <exception cref="ArgumentException">The name is no name or is taken, or the type does not go to scripts.</exception>
    public HostInput DeclareInput<T>(string name)
    {
        CheckName(name);
        var input = new HostInput(name, HostValue<T>.Type);
        _inputs.Add(name, input);
        return input;
    }

    /// <summary>Lets scripts call a function of numbers that takes its arguments as slots: for hosts that make functions from descriptions, and beyond eight parameters.</summary>
    /// <param name="name">Its name in scripts: letters, digits and underscores, and no keyword.</param>
    /// <param name="parameters">The types of its parameters: int, float and bool.</param>
    /// <param name="result">The type of its result: one of these, or nothing.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="ArgumentException">The name is no name or is taken, or a type is no number.</exception>
    public unsafe HostFunction RegisterSlots(string name, ReadOnlySpan<HostType> parameters, HostType result, HostCallback function)
    {
        foreach (HostType type in parameters)
            CheckNumber(type, type != HostType.Nothing);
        CheckNumber(result, true);
        int count = parameters.Length;
        return Add(name, function, [.. parameters], result, [StackTraceHidden] (_, arguments, out slot) =>
        {
            slot = function(new ReadOnlySpan<long>(arguments, count));
            if (result == HostType.Bool && slot != 0)
                slot = 1;
            return true;
        });
    }

    private static void CheckNumber(HostType type, bool isAllowed)
    {
        if (type > HostType.Bool || !isAllowed)
            throw new ArgumentException($"{type} is no number.");
    }

    private HostFunction Add(string name, Delegate function, ImmutableArray<HostType> parameters, HostType result, HostCall call)
    {
        CheckName(name);
        ArgumentNullException.ThrowIfNull(function);
        var added = new HostFunction(name, parameters, result, call);
        _functions.Add(name, added);
        return added;
    }

    private void CheckName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isName = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (!isName)
            throw new ArgumentException($"'{name}' can't be a name in a script: letters, digits and underscores, no digit first.", nameof(name));
        if (s_keywords.Contains(name))
            throw new ArgumentException($"'{name}' can't be a name in a script: it is a keyword.", nameof(name));
        if (_functions.ContainsKey(name) || _inputs.ContainsKey(name))
            throw new ArgumentException($"'{name}' is registered already.", nameof(name));
    }
}
