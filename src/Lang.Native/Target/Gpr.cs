namespace Lang.Native.Target;

/// <summary>A general-purpose register, by its number in the instruction encoding.</summary>
internal enum Gpr : byte
{
    Rax, Rcx, Rdx, Rbx, Rsp, Rbp, Rsi, Rdi,
    R8, R9, R10, R11, R12, R13, R14, R15,
}
