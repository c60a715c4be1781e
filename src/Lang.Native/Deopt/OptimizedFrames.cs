using System.Diagnostics;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Native.Deopt;

/// <summary>Makes the interpreter's frames of a frame of optimised code: of the function and its inlined calls, and the objects they hold whose allocation was removed.</summary>
/// <remarks>
/// An object is made once, however many slots name it. While objects are made the heap neither collects nor looks at its limit: they are few and small, the interpreter would have
/// made them before, and until the last one is in its frame no root names them. The next allocation does what is due.
/// </remarks>
internal static unsafe class OptimizedFrames
{
    public static bool Rebuild(FrameMap map, in ExitDescriptor exit, long* registers, long* slots, long* target, Heap heap)
    {
        Span<long> objects = exit.Objects == 0 ? [] : stackalloc long[exit.Objects];
        heap.IsRebuilding = true;
        for (int i = 0; i < objects.Length; i++)
        {
            objects[i] = Make(map, map.Objects[exit.FirstObject + i], registers, slots, objects, heap);
            if (objects[i] == 0)
                break;
        }
        heap.IsRebuilding = false;
        if (objects.Contains(0))
            return false;
        WriteFrames(map, exit, registers, slots, target, objects);
        return true;
    }

    // Values stand innermost frame first; in memory the outermost comes first, and each callee's frame begins at its caller's top.
    private static void WriteFrames(FrameMap map, in ExitDescriptor exit, long* registers, long* slots, long* target, ReadOnlySpan<long> objects)
    {
        long* end = target;
        for (int index = exit.Frame; index >= 0; index = map.Frames[index].Parent)
            end += map.Frames[index].Variables + map.Frames[index].Stack;
        int next = exit.First;
        for (int index = exit.Frame; index >= 0; index = map.Frames[index].Parent)
        {
            int count = map.Frames[index].Variables + map.Frames[index].Stack;
            end -= count;
            for (int i = 0; i < count; i++)
                end[i] = Read(map.Values[next++], registers, slots, objects);
        }
    }

    /// <summary>A value of a frame or an object.</summary>
    public static long Read(in ExitValue value, long* registers, long* slots, ReadOnlySpan<long> objects) => value.Kind switch
    {
        ExitValueKind.Constant => value.Value,
        ExitValueKind.Slot => slots[value.Value],
        ExitValueKind.Gpr => registers[value.Value],
        ExitValueKind.Xmm => registers[Stubs.DumpWordOf((Xmm)value.Value)],
        ExitValueKind.Object => objects[(int)value.Value],
    };

    private static long Make(FrameMap map, in RebuiltObject made, long* registers, long* slots, ReadOnlySpan<long> objects, Heap heap)
    {
        // Few: objects with many fields are never taken apart.
        long* fields = stackalloc long[made.Count];
        for (int i = 0; i < made.Count; i++)
            fields[i] = Read(map.Values[made.First + i], registers, slots, objects);
        RuntimeType type = heap.Types[new TypeId((int)(made.Op == RegisterOp.NewFunction ? made.Second >> 32 : made.Second))];
        return made.Op switch
        {
            RegisterOp.NewFunction => (long)heap.NewFunction(type, (int)made.Second, made.Count > 0 ? (TlEnvironment*)fields[0] : null),
            RegisterOp.NewEnv => (long)heap.NewEnvironment(type, fields),
            RegisterOp.NewCell => (long)heap.NewCell(type, fields[0]),
            RegisterOp.NewArray or RegisterOp.ArrayFill => (long)ArrayOperations.Create(heap, type, fields, made.Count),
            _ => throw new UnreachableException(),
        };
    }
}
