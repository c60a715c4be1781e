using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Lang.Native.Tiering;
using Lang.Native.X64;

namespace Lang.Native.Helpers;

/// <summary>Everything that generated code calls. An exception must not reach its frames: the tier keeps it and throws it behind them.</summary>
internal static unsafe class RuntimeHelpers
{
    /// <summary>Writes the helpers' addresses into a table.</summary>
    public static void Fill(long* table)
    {
        table[(int)Helper.CallInterpreter] = (long)(delegate* unmanaged<NativeContext*, long, long*, long, int>)&CallInterpreter;
        table[(int)Helper.CallHost] = (long)(delegate* unmanaged<NativeContext*, long, long*, long, int>)&CallHost;
        table[(int)Helper.Execute] = (long)(delegate* unmanaged<NativeContext*, nint, long*, int>)&Execute;
        table[(int)Helper.Leave] = (long)(delegate* unmanaged<NativeContext*, long*, nint, int>)&Leave;
        table[(int)Helper.Resume] = (long)(delegate* unmanaged<NativeContext*, int>)&Resume;
    }

    [UnmanagedCallersOnly]
    private static int CallInterpreter(NativeContext* context, long index, long* registers, long environment)
    {
        NativeTier tier = TierOf(context);
        try
        {
            return tier.CallInterpreter((int)index, registers, environment) ? 0 : (int)LeaveAction.Fail;
        }
        catch (Exception fault)
        {
            return tier.Keep(fault);
        }
    }

    [UnmanagedCallersOnly]
    private static int CallHost(NativeContext* context, long index, long* registers, long environment)
    {
        NativeTier tier = TierOf(context);
        try
        {
            return tier.CallHost((int)index, registers) ? 0 : (int)LeaveAction.Fail;
        }
        catch (Exception fault)
        {
            return tier.Keep(fault);
        }
    }

    [UnmanagedCallersOnly]
    private static int Execute(NativeContext* context, nint word, long* slots)
    {
        NativeTier tier = TierOf(context);
        try
        {
            return tier.Execute(word, slots) ? 0 : (int)LeaveAction.Fail;
        }
        catch (Exception fault)
        {
            return tier.Keep(fault);
        }
    }

    [UnmanagedCallersOnly]
    private static int Leave(NativeContext* context, long* registers, nint returnAddress)
    {
        NativeTier tier = TierOf(context);
        try
        {
            return (int)tier.Leave(registers, returnAddress);
        }
        catch (Exception fault)
        {
            return tier.Keep(fault);
        }
    }

    [UnmanagedCallersOnly]
    private static int Resume(NativeContext* context)
    {
        NativeTier tier = TierOf(context);
        try
        {
            return tier.Resume() ? 0 : (int)LeaveAction.Fail;
        }
        catch (Exception fault)
        {
            return tier.Keep(fault);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static NativeTier TierOf(NativeContext* context) => Unsafe.As<NativeTier>(GCHandle.FromIntPtr(context->Tier).Target!);
}
