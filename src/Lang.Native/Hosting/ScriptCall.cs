using System.Diagnostics;
using Lang.Bytecode.Runtime;
using Lang.Hosting;

namespace Lang.Native;

/// <summary>One call of a function whose arguments or result live in the script's heap: from entering the VM to leaving it.</summary>
/// <remarks>What is made for the call is kept alive by temporary roots until it is over.</remarks>
internal unsafe ref struct ScriptCall : IDisposable
{
    private readonly Vm _vm;
    private readonly Span<long> _slots;
    private int _count, _roots;
    private long _result;

    /// <param name="vm">The VM.</param>
    /// <param name="slots">Room for the arguments.</param>
    public ScriptCall(Vm vm, Span<long> slots)
    {
        _vm = vm;
        _slots = slots;
        vm.Enter();
        vm.Heap.BeginUse();
    }

    /// <summary>Adds the next argument.</summary>
    public void Add<T>(scoped T value)
        where T : allows ref struct
    {
        if (!HostValue<T>.TryWrite(_vm.Heap, value, out long slot))
            throw _vm.Refusal();
        if (!HostValue<T>.IsScalar)
        {
            _vm.Heap.PushRoot((void*)slot);
            _roots++;
        }
        _slots[_count++] = slot;
    }

    [StackTraceHidden]
    public void Invoke(int function) => _result = _vm.Execute(function, _slots[.._count], fresh: false);

    public readonly T Result<T>() => HostValue<T>.Read(_result);

    /// <summary>After the call: copies what the script wrote into an array back to the span that was given for it.</summary>
    public readonly void CopyBack<T>(int index, scoped T value)
        where T : allows ref struct
    {
        if (HostValue<T>.IsWritable)
            HostValue<T>.CopyBack(_slots[index], value);
    }

    public readonly void Dispose()
    {
        for (int i = 0; i < _roots; i++)
            _vm.Heap.PopRoot();
        _vm.Leave();
    }
}
