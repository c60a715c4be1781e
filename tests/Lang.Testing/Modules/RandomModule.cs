using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Testing.Modules;

/// <summary>A line of a random function: an instruction, or the place of a label.</summary>
/// <param name="Opcode">The instruction, or null where label <paramref name="A"/> is placed.</param>
/// <param name="A">The first operand; of a jump, the label's number.</param>
/// <param name="B">The second operand.</param>
internal readonly record struct Step(Opcode? Opcode, int A = 0, int B = 0);

/// <summary>A function of a random module.</summary>
/// <param name="Parameters">Types of the parameters, its environment first if it has one.</param>
/// <param name="Locals">Types of the other variables.</param>
internal sealed record RandomFunction(
    string Name, bool HasEnvironment, ImmutableArray<TypeId> Parameters, TypeId Result, ImmutableArray<TypeId> Locals, ImmutableArray<Step> Steps)
{
    /// <summary>The types of all variables.</summary>
    public ImmutableArray<TypeId> Variables => [.. Parameters, .. Locals];

    /// <summary>Gives a function under construction this one's variables.</summary>
    public void DeclareIn(FunctionBuilder builder)
    {
        builder.Result = Result;
        builder.IsExported = false;
        for (int i = 0; i < Parameters.Length; i++)
        {
            if (i == 0 && HasEnvironment)
                builder.AddEnvironment(Parameters[0], "env");
            else
                builder.AddParameter(Parameters[i], $"p{i}");
        }
        foreach (TypeId local in Locals)
            builder.AddVariable(local);
        foreach (long constant in Palette.Constants)
            builder.AddConstant(constant);
    }

    /// <summary>Gives it the code too, where each line is a line of the source that errors name.</summary>
    public void WriteTo(FunctionBuilder builder)
    {
        DeclareIn(builder);
        Label[] labels = [.. Enumerable.Range(0, Steps.Select(step => IsJump(step.Opcode) || step.Opcode is null ? step.A + 1 : 0).DefaultIfEmpty(0).Max()).Select(_ => builder.NewLabel())];
        for (int i = 0; i < Steps.Length; i++)
        {
            Step step = Steps[i];
            if (step.Opcode is not { } opcode)
            {
                builder.PlaceLabel(labels[step.A]);
                continue;
            }
            builder.MarkPosition(new SourcePosition(i + 1, 1, 1));
            if (IsJump(opcode))
                builder.AddJump(opcode, labels[step.A]);
            else
                builder.AddInstruction(opcode, ((ReadOnlySpan<int>)[step.A, step.B])[..OpcodeTable.Get(opcode).Operands.Length]);
        }
    }

    public static bool IsJump(Opcode? opcode) => opcode is Opcode.Jump or Opcode.JumpIfFalse or Opcode.JumpIfTrue;
}

/// <summary>A random module: the functions, of which the first is the entry; all else is the <see cref="Palette"/>.</summary>
internal sealed record RandomModule(ImmutableArray<RandomFunction> Functions)
{
    /// <summary>The module, to be verified.</summary>
    public BytecodeModule Build()
    {
        (BytecodeBuilder code, _) = Palette.NewModule();
        for (int i = 0; i < Functions.Length; i++)
            Functions[i].WriteTo(i == 0 ? code : code.AddFunction(Functions[i].Name));
        return code.Build();
    }

    /// <summary>The module with functions that have no code yet, from which the types of instructions follow.</summary>
    public BytecodeModule Declarations()
    {
        (BytecodeBuilder code, _) = Palette.NewModule();
        for (int i = 0; i < Functions.Length; i++)
            Functions[i].DeclareIn(i == 0 ? code : code.AddFunction(Functions[i].Name));
        return code.Build();
    }

    /// <summary>Variants with less code, the boldest first. The verifier has to say which of them are sound.</summary>
    public IEnumerable<RandomModule> Shrink()
    {
        for (int f = 0; f < Functions.Length; f++)
        {
            ImmutableArray<Step> steps = Functions[f].Steps;
            for (int part = steps.Length; part > 0; part /= 2)
            {
                for (int i = 0; i + part <= steps.Length; i += part)
                {
                    // A label that jumps need stays; where all of them are gone too, it may go.
                    ImmutableArray<Step> rest = [.. steps[..i], .. steps[i..(i + part)].Where(step => step.Opcode is null && part > 1), .. steps[(i + part)..]];
                    if (rest.Length < steps.Length && HasItsLabels(rest))
                        yield return new RandomModule(Functions.SetItem(f, Functions[f] with { Steps = rest }));
                }
            }
        }
    }

    private static bool HasItsLabels(ImmutableArray<Step> steps) =>
        steps.Where(step => RandomFunction.IsJump(step.Opcode)).All(jump => steps.Contains(new Step(null, jump.A)));
}
