using Lang.Bytecode;
using Lang.Bytecode.Runtime;
using Lang.Hosting;

namespace Lang.Native;

// Values that the host reads and sets between runs, and how it finds what a module exports.
public sealed unsafe partial class Vm
{
    /// <summary>Sets an input: a value that the host declared (<see cref="ScriptHost.DeclareInput"/>) and scripts read. It stays until it is set again.</summary>
    /// <remarks>An array is copied. The script can't replace it, but it can change the elements of its copy.</remarks>
    /// <typeparam name="T">The type that was declared; for an array a read-only span will do.</typeparam>
    /// <param name="name">The input's name. One that the script does not mention is ignored.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">The input has another type.</exception>
    /// <exception cref="ScriptMemoryException">The heap has no room for it.</exception>
    /// <exception cref="InvalidOperationException">The VM is in use.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public void SetInput<T>(string name, T value)
        where T : allows ref struct
    {
        Enter();
        try
        {
            if (FindInput(name, HostValue<T>.Type) is var index and >= 0)
            {
                Heap.BeginUse();
                // Globals first: making them may collect, and the new value is reachable from nowhere yet.
                long* global = _interpreter.GlobalForHost(index);
                if (global == null || !HostValue<T>.TryWrite(Heap, value, out long slot))
                    throw Refusal();
                *global = slot;
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Reads an exported global (<c>CompilationOptions.GlobalExports</c>). Before the first run it has the zero value of its type.</summary>
    /// <typeparam name="T">Its type: long, double, bool, string or an array of one of them, which is a copy.</typeparam>
    /// <param name="name">Its name.</param>
    /// <exception cref="ArgumentException">The module exports no such global; the message lists what there is.</exception>
    /// <exception cref="ScriptMemoryException">The heap has no room for the globals.</exception>
    /// <exception cref="InvalidOperationException">The VM is in use.</exception>
    /// <exception cref="ObjectDisposedException">The VM was disposed.</exception>
    public T GetGlobal<T>(string name)
    {
        Enter();
        try
        {
            int index = FindGlobal(name, HostValue<T>.Type);
            Heap.BeginUse();
            long* global = _interpreter.GlobalForHost(index);
            return global != null ? HostValue<T>.Read(*global) : throw Refusal();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Copies the elements of an exported global array into a span: as many as both have.</summary>
    /// <returns>How many elements the array has.</returns>
    /// <inheritdoc cref="GetGlobal{T}"/>
    public long CopyGlobal(string name, Span<long> target) => CopyGlobal(name, HostType.IntArray, target);

    /// <inheritdoc cref="CopyGlobal(string, Span{long})"/>
    public long CopyGlobal(string name, Span<double> target) => CopyGlobal(name, HostType.FloatArray, target);

    /// <inheritdoc cref="CopyGlobal(string, Span{long})"/>
    public long CopyGlobal(string name, Span<bool> target) => CopyGlobal(name, HostType.BoolArray, target);

    /// <summary>The heap of the script's values.</summary>
    internal Heap Heap => _heap;

    /// <summary>The exception for a value of the host for which there is no room.</summary>
    internal ScriptException Refusal()
    {
        ScriptException refusal = Failure(_interpreter.DescribeRefusal());
        ReportLimit(refusal);
        return refusal;
    }

    private long CopyGlobal<T>(string name, HostType type, Span<T> target)
        where T : unmanaged
    {
        Enter();
        try
        {
            int index = FindGlobal(name, type);
            Heap.BeginUse();
            long* global = _interpreter.GlobalForHost(index);
            if (global == null)
                throw Refusal();
            var array = (TlArray*)*global;
            HostArrays.CopyBack(array, target);
            return array->Length;
        }
        finally
        {
            Leave();
        }
    }

    private int FindExport(string name, ReadOnlySpan<HostType> parameters, HostType? result)
    {
        ArgumentNullException.ThrowIfNull(name);
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (FunctionExport export in Module.FunctionExports)
        {
            FunctionInfo function = Module.Functions[export.Function];
            if (export.Name == name && Fits(function, parameters) && (result is not { } type || type.Is(function.Result, Module.Types)))
                return export.Function;
        }
        string wanted = name + HostTypes.Signature(parameters, result ?? HostType.Nothing);
        throw new ArgumentException($"The module does not export {wanted}. {ExportNames.Functions(Module)}", nameof(name));
    }

    private bool Fits(FunctionInfo function, ReadOnlySpan<HostType> parameters)
    {
        if (function.Parameters.Length != parameters.Length)
            return false;
        for (int i = 0; i < parameters.Length; i++)
        {
            if (!parameters[i].Is(function.Parameters[i], Module.Types))
                return false;
        }
        return true;
    }

    private int FindInput(string name, HostType type)
    {
        for (int i = 0; i < Module.Globals.Length; i++)
        {
            GlobalInfo global = Module.Globals[i];
            if (!global.IsInput || global.Name != name)
                continue;
            return type.Is(global.Type, Module.Types) ? i
                : throw new ArgumentException($"The input {name} is {ExportNames.Type(Module, global.Type)}, not {type.Text()}.", nameof(name));
        }
        return _options.Host?.FindInput(name) is not null ? -1
            : throw new ArgumentException($"No input {name} was declared.", nameof(name));
    }

    private int FindGlobal(string name, HostType type)
    {
        foreach (GlobalExport export in Module.GlobalExports)
        {
            if (export.Name == name && type.Is(Module.Globals[export.Global].Type, Module.Types))
                return export.Global;
        }
        throw new ArgumentException($"The module does not export {name}: {type.Text()}. {ExportNames.Globals(Module)}", nameof(name));
    }
}
