// Builds bytecode by hand and runs it: the classic exercise of a small compiler.
// dotnet run -c Release --project examples/csharp/ClassicJit

using Lang.Bytecode;
using Lang.Bytecode.Optimization;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Native;

// 1. A product: 15 * 7.
var product = new BytecodeBuilder("product");
int a = product.AddConstant(15), b = product.AddConstant(7);
product.AddInstruction(Opcode.LoadConst, a);
product.AddInstruction(Opcode.LoadConst, b);
product.AddInstruction(Opcode.Mul);
product.AddInstruction(Opcode.Return);
Console.WriteLine($"15 * 7 = {Vm.Interpret(product.Build())}");

// 2. A longer expression: (100 + 50) / 3 - 10.
var quotient = new BytecodeBuilder("quotient");
quotient.AddInstruction(Opcode.LoadConst, quotient.AddConstant(100));
quotient.AddInstruction(Opcode.LoadConst, quotient.AddConstant(50));
quotient.AddInstruction(Opcode.Add);
quotient.AddInstruction(Opcode.LoadConst, quotient.AddConstant(3));
quotient.AddInstruction(Opcode.Div);
quotient.AddInstruction(Opcode.LoadConst, quotient.AddConstant(10));
quotient.AddInstruction(Opcode.Sub);
quotient.AddInstruction(Opcode.Return);
BytecodeModule module = quotient.Build();
Console.WriteLine($"(100 + 50) / 3 - 10 = {Vm.Interpret(module)}");

// 3. The optimiser computes what it can; the result is the same.
VerifiedModule verified = Verifier.Verify(module).Module ?? throw new InvalidOperationException("The code does not verify.");
BytecodeModule optimized = BytecodeOptimizer.Optimize(verified);
Console.WriteLine($"optimised from {module.Functions[0].Code.Length} bytes to {optimized.Functions[0].Code.Length}: {Vm.Interpret(optimized)}");
Console.Write(ListingWriter.Write(optimized));

// 4. Machine code: a delegate that C# calls like any other.
using CompiledFunction compiled = Vm.Compile(module);
Func<long> native = compiled.AsFunc<long>();
Console.WriteLine($"compiled: {native()}");
