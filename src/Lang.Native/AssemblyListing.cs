using System.Globalization;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Native.Deopt;
using Lang.Native.Ir;
using Lang.Native.Optimizer;
using Lang.Native.Target;
using Lang.Native.Template;
using Lang.Native.Tiering;
using Lang.Native.X64;

namespace Lang.Native;

/// <summary>Shows the machine code of a module's functions beside their bytecode and source. Nothing of it runs; either convention is made on any system.</summary>
public static class AssemblyListing
{
    /// <summary>Where the listed code would lie: behind everything it refers to.</summary>
    private const int Place = 0x10_0000;

    /// <summary>Lists all functions as the template compiler makes them.</summary>
    /// <param name="module">The module.</param>
    /// <param name="abi"><c>sysv</c>, <c>win64</c>, or null for this system's convention.</param>
    /// <param name="tier">The compiler: the template compiler unless it is <see cref="ExecutionTier.Optimizing"/>.</param>
    /// <param name="countsFuel">Whether the code counts fuel, as that of a VM with <see cref="VmOptions.Fuel"/> does.</param>
    /// <exception cref="ArgumentException">There is no such convention.</exception>
    public static string Write(VerifiedModule module, string? abi = null, ExecutionTier tier = ExecutionTier.Template, bool countsFuel = false)
    {
        CallingConvention convention = abi switch
        {
            null => CallingConvention.Host,
            "sysv" => CallingConvention.SystemV,
            "win64" => CallingConvention.Win64,
            _ => throw new ArgumentException($"'{abi}' is no calling convention.", nameof(abi)),
        };
        VmLayout layout = NativeContext.LayoutOf(module.Module, out _);
        var emitter = new Emitter(1024);
        StubOffsets stubs = Stubs.Emit(ref emitter, convention, layout);
        var names = new RangeNames(module.Module, layout, stubs);
        var output = new StringBuilder();
        if (tier == ExecutionTier.Optimizing)
        {
            WriteOptimized(output, module, new OptimizingCompiler(module, convention, layout, stubs, new OptimizerOptions { CountFuel = countsFuel }), names);
            return output.ToString();
        }
        var compiler = new TemplateCompiler(module, convention, layout, stubs, new TemplateOptions { RecordLines = true, CountFuel = countsFuel });
        for (int i = 0; i < module.Module.Functions.Length; i++)
            WriteFunction(output, module.Module, i, compiler.Compile(i), names);
        return output.ToString();
    }

    /// <summary>Names of the optimising compiler's passes, in order, and before them that of the form it begins with.</summary>
    public static IEnumerable<string> IrForms => OptimizingCompiler.Forms;

    /// <summary>Shows all functions in the optimising compiler's intermediate form.</summary>
    /// <param name="module">The module.</param>
    /// <param name="form">The pass after which: one of <see cref="IrForms"/>, or null for the last.</param>
    /// <param name="asGraph">Whether to draw the flow between basic blocks for Graphviz instead.</param>
    /// <param name="countsFuel">Whether the code counts fuel, as that of a VM with <see cref="VmOptions.Fuel"/> does.</param>
    public static string WriteIr(VerifiedModule module, string? form = null, bool asGraph = false, bool countsFuel = false)
    {
        VmLayout layout = NativeContext.LayoutOf(module.Module, out _);
        var compiler = new OptimizingCompiler(module, CallingConvention.Host, layout, default, new OptimizerOptions { CountFuel = countsFuel });
        var output = new StringBuilder();
        var names = new RangeNames(module.Module, layout, default);
        for (int i = 0; i < module.Module.Functions.Length; i++)
        {
            string name = names.Function(i);
            string text = compiler.Print(i, form ?? IrForms.Last(), ir => asGraph ? IrGraph.Draw(ir, name) : $"; {name}\n{IrPrinter.Print(ir)}")
                ?? $"; {name}: {BailoutReason.IrregularLoop}\n";
            output.Append(text).Append('\n');
        }
        return output.ToString();
    }

    private static void WriteOptimized(StringBuilder output, VerifiedModule module, OptimizingCompiler compiler, RangeNames names)
    {
        for (int i = 0; i < module.Module.Functions.Length; i++)
        {
            BailoutReason reason = compiler.TryCompile(i, osrOffset: -1, out CompiledCode code, Guesses.Static);
            if (reason == BailoutReason.None)
                WriteFunction(output, module.Module, i, code, names);
            else
                output.Append(CultureInfo.InvariantCulture, $"{names.Function(i)}: {reason}\n");
        }
    }

    private static void WriteFunction(StringBuilder output, BytecodeModule module, int index, in CompiledCode code, RangeNames names)
    {
        FunctionInfo function = module.Functions[index];
        output.Append(CultureInfo.InvariantCulture, $"{names.Function(index)}: {code.InstructionBytes} bytes\n");
        int dataEnd = code.Code.Length;
        byte[] bytes = code.Code[..code.InstructionBytes].ToArray();
        foreach (int site in code.Relocations)
            BitConverter.TryWriteBytes(bytes.AsSpan(site), BitConverter.ToInt32(bytes, site) - Place);
        string[]? source = module.Source?.Text?.Split('\n');
        int next = 0, line = 0;
        // Places in the function itself are named by their offsets.
        string? NameOf(ulong address) => address - Place < (ulong)bytes.Length ? $"{address - Place:x}"
            : address - Place < (ulong)dataEnd ? $"data {address - Place:x}" : names.Find(address);
        foreach (DisassembledInstruction instruction in Disassembly.Decode(bytes, Place, NameOf))
        {
            for (; next < code.Lines.Length && code.Lines[next].Code <= instruction.Offset; next++)
            {
                int offset = code.Lines[next].Offset;
                if (function.SourceMap.Find(offset) is { } position && position.Line != line)
                {
                    line = position.Line;
                    if (source is not null && line <= source.Length)
                        output.Append(CultureInfo.InvariantCulture, $"; {line}: {source[line - 1].TrimEnd()}\n");
                }
                WriteBytecode(output, function, offset);
            }
            output.Append(CultureInfo.InvariantCulture, $"    {instruction.Offset,5:x}  {instruction.Text}\n");
        }
        output.Append('\n');
    }

    private static void WriteBytecode(StringBuilder output, FunctionInfo function, int offset)
    {
        var reader = new CodeReader(function.Code.AsSpan(), offset);
        if (!reader.TryRead(out Instruction instruction))
            return;
        OpcodeInfo info = OpcodeTable.Get(instruction.Opcode);
        output.Append(CultureInfo.InvariantCulture, $";   {offset} {info.Name}");
        for (int i = 0; i < info.Operands.Length; i++)
        {
            int operand = i == 0 ? instruction.A : instruction.B;
            bool isVariable = info.Operands[i] == OperandKind.Variable && operand < function.VariableNames.Length && function.VariableNames[operand].Length > 0;
            output.Append(' ');
            if (info.Operands[i] == OperandKind.Constant)
                output.Append(CultureInfo.InvariantCulture, $"{Constant(function.Constants[operand], instruction.Opcode)}");
            else if (isVariable)
                output.Append(function.VariableNames[operand]);
            else
                output.Append(CultureInfo.InvariantCulture, $"{operand}");
        }
        output.Append('\n');
    }

    private static string Constant(long bits, Opcode opcode) => opcode == Opcode.LoadFloat
        ? ListingNames.Decimal(BitConverter.Int64BitsToDouble(bits))
        : bits.ToString(CultureInfo.InvariantCulture);

    /// <summary>Names what lies in the VM's range.</summary>
    private sealed class RangeNames(BytecodeModule module, VmLayout layout, StubOffsets stubs)
    {
        public string Function(int index)
        {
            string name = module.Functions[index].Name;
            return name.Length > 0 ? name : index == module.Entry ? "script" : $"fn#{index}";
        }

        public string? Find(ulong address)
        {
            var offset = (long)address;
            if (offset == layout.StackLimit)
                return "stack_limit";
            if (offset == layout.Budget)
                return "budget";
            if (offset == stubs.Interpreter)
                return "interpreter";
            if (offset == stubs.Exit)
                return "exit";
            if (offset == stubs.Execute)
                return "execute";
            if (Array.IndexOf(stubs.Routines, (int)offset) is >= 0 and var routine)
                return ((RuntimeRoutine)routine).ToString();
            return In(offset, layout.Globals, module.Globals.Length) is { } global ? $"global {module.Globals[global].Name}"
                : In(offset, layout.GlobalStates, module.Globals.Length) is { } state ? $"state of global {module.Globals[state].Name}"
                : In(offset, layout.Literals, module.Strings.Length) is { } text ? $"string {text}"
                : In(offset, layout.EntrySlots, module.Functions.Length) is { } function ? $"entry {Function(function)}"
                : In(offset, layout.HostSlots, module.HostImports.Length) is { } host ? $"host {module.HostImports[host].Name}"
                : null;
        }

        private static int? In(long offset, int table, int count)
        {
            long index = (offset - table) / sizeof(long);
            return offset >= table && index < count ? (int)index : null;
        }
    }
}
