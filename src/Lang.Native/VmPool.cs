using Lang.Bytecode.Verification;

namespace Lang.Native;

/// <summary>Keeps VMs of one module for hosts that serve many short calls: a VM that was used before has its machine code already.</summary>
/// <remarks>
/// Any thread can rent and return. A VM comes back with all its globals, inputs and objects forgotten (<see cref="Vm.Reset"/>), so nothing of one use reaches
/// the next; output, input and arguments are those of the pool's options, for all of them.
/// </remarks>
public sealed class VmPool : IDisposable
{
    private readonly VerifiedModule _module;
    private readonly VmOptions _options;
    private readonly int _capacity;
    private readonly Lock _lock = new();

    // The one used last is the warmest.
    private readonly Stack<Vm> _idle = [];
    private bool _disposed;

    /// <summary>Makes a pool; VMs are made when they are asked for.</summary>
    /// <param name="module">The module of all its VMs.</param>
    /// <param name="options">The options of all its VMs.</param>
    /// <param name="capacity">Most VMs that wait for their next use; from 1. Null: one for each processor.</param>
    public VmPool(VerifiedModule module, VmOptions? options = null, int? capacity = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity ?? 1, 1, nameof(capacity));
        _module = module;
        _options = options ?? new VmOptions();
        _capacity = capacity ?? Environment.ProcessorCount;
    }

    /// <summary>A VM for the caller alone, until it is returned.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed.</exception>
    public Vm Rent()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_idle.TryPop(out Vm? vm))
                return vm;
        }
        return new Vm(_module, _options);
    }

    /// <summary>Takes a VM back, or frees it when enough others wait. Delegates of its functions stay good, but are no longer the caller's to use.</summary>
    /// <param name="vm">A VM of this pool.</param>
    /// <exception cref="ArgumentException">It runs another module, or has other options.</exception>
    /// <exception cref="InvalidOperationException">It is in use, or was returned already.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void Return(Vm vm)
    {
        ArgumentNullException.ThrowIfNull(vm);
        // Whoever rents it next relies on the limits of this pool.
        if (vm.Module != _module.Module || !ReferenceEquals(vm.Options, _options))
            throw new ArgumentException("The VM is not of this pool.", nameof(vm));
        vm.Reset();
        lock (_lock)
        {
            if (_idle.Contains(vm))
                throw new InvalidOperationException("The VM was returned already.");
            if (!_disposed && _idle.Count < _capacity)
            {
                _idle.Push(vm);
                return;
            }
        }
        vm.Dispose();
    }

    /// <summary>Frees the VMs that wait; those that are out are freed when they are returned.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_idle.TryPop(out Vm? vm))
                vm.Dispose();
        }
    }
}
