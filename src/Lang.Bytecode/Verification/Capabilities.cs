namespace Lang.Bytecode.Verification;

/// <summary>What a module touches outside its VM, apart from the host functions it imports by name.</summary>
[Flags]
public enum Capabilities : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Writes output: PRINT and the WRITE family.</summary>
    Output = 1,

    /// <summary>Reads input: READ_LINE, EOF.</summary>
    Input = 2,

    /// <summary>Reads the script's arguments: ARGS.</summary>
    Arguments = 4,

    /// <summary>Reads the clock: CLOCK.</summary>
    Clock = 8,

    /// <summary>All of them.</summary>
    All = Output | Input | Arguments | Clock,
}

internal static class CapabilityRules
{
    /// <summary>What executing <paramref name="opcode"/> needs.</summary>
    public static Capabilities Of(Opcode opcode) => opcode switch
    {
        Opcode.Print or Opcode.WriteInt or Opcode.WriteFloat or Opcode.WriteBool or Opcode.WriteString or Opcode.WriteValue => Capabilities.Output,
        Opcode.ReadLine or Opcode.Eof => Capabilities.Input,
        Opcode.Args => Capabilities.Arguments,
        Opcode.Clock => Capabilities.Clock,
        _ => Capabilities.None,
    };
}
