using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Lang.Native.Target;

namespace Lang.Toolchain.Tests.Abi;

/// <summary>Functions of many signatures in both conventions, compiled by gcc: to be called, and to call.</summary>
internal sealed unsafe class CLibrary : IDisposable
{
    // What both sides share: arguments by position, and what C saw and got.
    private const string Prelude = """
        typedef long long i;
        typedef double d;
        i int_values[32], seen[32], slot_count, seen_index, seen_environment, seen_hash, misaligned, answer_bits, result_bits;
        d float_values[32];
        static i bits(d value) { i b; __builtin_memcpy(&b, &value, 8); return b; }
        #define ALIGNED() (misaligned += ((unsigned long long)__builtin_frame_address(0) & 15) != 0)
        #define COMMON "mov $-7,%%rax; mov %%rax,%%rcx; mov %%rax,%%rdx; mov %%rax,%%r8; mov %%rax,%%r9; mov %%rax,%%r10; mov %%rax,%%r11;" \
            "movq %%rax,%%xmm0; movq %%rax,%%xmm1; movq %%rax,%%xmm2; movq %%rax,%%xmm3; movq %%rax,%%xmm4; movq %%rax,%%xmm5;"
        #define COMMON_LIST "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5"
        #define POISON_win64() __asm__ volatile(COMMON ::: COMMON_LIST, "memory")
        #define POISON_sysv() __asm__ volatile(COMMON "mov %%rax,%%rsi; mov %%rax,%%rdi;" \
            "movq %%rax,%%xmm6; movq %%rax,%%xmm7; movq %%rax,%%xmm8; movq %%rax,%%xmm9; movq %%rax,%%xmm10; movq %%rax,%%xmm11;" \
            "movq %%rax,%%xmm12; movq %%rax,%%xmm13; movq %%rax,%%xmm14; movq %%rax,%%xmm15;" \
            ::: COMMON_LIST, "rsi", "rdi", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "memory")
        #define CC_win64 __attribute__((ms_abi))
        #define CC_sysv __attribute__((sysv_abi))
        #define HANDLER(cc) CC_##cc void handler_##cc(i index, i *slots, i environment) { \
            ALIGNED(); seen_index = index; seen_environment = environment; \
            for (int n = 0; n < slot_count; n++) seen[n] = slots[n]; \
            slots[0] = answer_bits; POISON_##cc(); }
        HANDLER(win64)
        HANDLER(sysv)
        void call_win64(void *function, void *argument) { ((CC_win64 void (*)(void *))function)(argument); }

        """ + Checked;

    // checked_CC goes between a caller and what `target` points to: fills every register that callees save, hands over the call as it is, and
    // keeps what is in them afterwards. Labels that begin with .L are the same places under names that need no linker.
    private const string Checked = """
        #define WORDS(name, bytes) ".balign 16; .globl " name "; " name ": .L" name ": .skip " bytes "\n"
        #define MOVE_GPRS(move) move("rbx", "0") move("rbp", "8") move("r12", "16") move("r13", "24") move("r14", "32") move("r15", "40")
        #define MOVE_WIN64_GPRS(move) move("rsi", "48") move("rdi", "56")
        #define MOVE_WIN64_XMMS(move) move("xmm6", "64") move("xmm7", "80") move("xmm8", "96") move("xmm9", "112") move("xmm10", "128") \
            move("xmm11", "144") move("xmm12", "160") move("xmm13", "176") move("xmm14", "192") move("xmm15", "208")
        #define KEEP(register, at) "mov %" register ", .Lkept+" at "(%rip)\n"
        #define KEEP_XMM(register, at) "movaps %" register ", .Lkept+" at "(%rip)\n"
        #define FILL(register, at) "mov .Lfilled+" at "(%rip), %" register "\n"
        #define FILL_XMM(register, at) "movaps .Lfilled+" at "(%rip), %" register "\n"
        #define LEFT(register, at) "mov %" register ", .Lleft+" at "(%rip)\n"
        #define LEFT_XMM(register, at) "movaps %" register ", .Lleft+" at "(%rip)\n"
        #define RESTORE(register, at) "mov .Lkept+" at "(%rip), %" register "\n"
        #define RESTORE_XMM(register, at) "movaps .Lkept+" at "(%rip), %" register "\n"
        #define CHECKED(name, each, each_xmm) __asm__(".text; .globl " name "; " name ": pop .Lback(%rip)\n" \
            each(KEEP) each_xmm(KEEP_XMM) each(FILL) each_xmm(FILL_XMM) \
            "mov %rsp, .Lkept_rsp(%rip); mov $-7, %rax; mov %rax, %r10; mov %rax, %r11; call *.Ltarget(%rip); mov %rsp, .Lleft_rsp(%rip)\n" \
            each(LEFT) each_xmm(LEFT_XMM) "mov .Lkept_rsp(%rip), %rsp\n" each(RESTORE) each_xmm(RESTORE_XMM) "jmp *.Lback(%rip)\n")
        #define NONE(move)
        #define WIN64_GPRS(move) MOVE_GPRS(move) MOVE_WIN64_GPRS(move)
        __asm__(".data\n" WORDS("back", "8") WORDS("kept", "224") WORDS("filled", "224") WORDS("left", "224") WORDS("kept_rsp", "8") WORDS("left_rsp", "8") WORDS("target", "8"));
        CHECKED("checked_sysv", MOVE_GPRS, NONE);
        CHECKED("checked_win64", WIN64_GPRS, MOVE_WIN64_XMMS);

        """;

    private readonly string _directory = Directory.CreateTempSubdirectory("lang-abi-").FullName;
    private readonly nint _library;

    public CLibrary(IReadOnlyList<Signature> signatures)
    {
        var text = new StringBuilder(Prelude);
        for (int n = 0; n < signatures.Count; n++)
        {
            WriteFunctions(text, n, signatures[n], "sysv");
            WriteFunctions(text, n, signatures[n], "win64");
        }
        string source = Path.Combine(_directory, "abi.c"), library = Path.Combine(_directory, "abi.so");
        File.WriteAllText(source, text.ToString());
        using Process gcc = Process.Start("gcc", ["-std=gnu11", "-O1", "-fno-omit-frame-pointer", "-shared", "-fPIC", "-o", library, source]);
        gcc.WaitForExit();
        gcc.ExitCode.Should().Be(0);
        _library = NativeLibrary.Load(library);
    }

    public nint Address(string name) => NativeLibrary.GetExport(_library, name);

    public long* Global(string name) => (long*)Address(name);

    public void Dispose()
    {
        NativeLibrary.Free(_library);
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>callee_N sums up its arguments; caller_N calls what it is given with the global values and keeps the result.</summary>
    private static void WriteFunctions(StringBuilder text, int n, Signature signature, string convention)
    {
        string result = signature.Result switch { null => "void", ValueClass.Int => "i", _ => "d" };
        string[] types = [.. signature.Parameters.Select(parameter => parameter == ValueClass.Int ? "i" : "d")];
        string parameters = types.Length == 0 ? "void" : string.Join(", ", types.Select((type, k) => $"{type} a{k}"));
        text.Append($"CC_{convention} {result} callee_{n}_{convention}({parameters}) {{ ALIGNED(); unsigned long long h = 17;");
        for (int k = 0; k < types.Length; k++)
            text.Append($" h = h * 31 + {(types[k] == "i" ? $"a{k}" : $"bits(a{k})")};");
        text.Append($" seen_hash = h; POISON_{convention}();");
        text.Append(result switch { "void" => " }\n", "i" => " return seen_hash; }\n", _ => " return (d)(seen_hash >> 12); }\n" });

        string values = string.Join(", ", types.Select((type, k) => type == "i" ? $"int_values[{k}]" : $"float_values[{k}]"));
        string call = $"((CC_{convention} {result} (*)({(types.Length == 0 ? "void" : string.Join(", ", types))}))function)({values})";
        text.Append($"CC_{convention} void caller_{n}_{convention}(void *function) {{ ALIGNED(); ");
        text.Append(result switch { "void" => call, "i" => $"result_bits = {call}", _ => $"result_bits = bits({call})" }).Append("; }\n");
    }
}
