using System.Collections.Immutable;

namespace Lang.Bytecode.Text;

/// <summary>A mistake in a listing.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in UTF-16 units, from 1.</param>
/// <param name="Message">What is wrong, without a full stop.</param>
public sealed record ListingError(int Line, int Column, string Message)
{
    /// <summary><c>LINE:COLUMN: message</c></summary>
    public override string ToString() => $"{Line}:{Column}: {Message}";
}

/// <summary>What <see cref="ListingReader.Read"/> found: a module (not yet verified), or mistakes in the order of their lines.</summary>
public sealed record ListingResult(BytecodeModule? Module, ImmutableArray<ListingError> Errors);

/// <summary>The mistakes found so far, up to 100.</summary>
internal sealed class ListingErrors
{
    private const int Most = 100;
    private readonly List<ListingError> _errors = [];

    public void Add(int line, int column, string message)
    {
        if (_errors.Count < Most)
            _errors.Add(new ListingError(line, column, message));
    }

    public ImmutableArray<ListingError> InOrder() => [.. _errors.OrderBy(error => (error.Line, error.Column))];
}

/// <summary>
/// The assembler: reads listings (<c>.tla</c>), written by <see cref="ListingWriter"/> or by hand, into modules. Never
/// throws; each wrong line gives one error and the next is read as if nothing had happened.
/// </summary>
public sealed class ListingReader
{
    private readonly ListingErrors _errors = new();
    private readonly ListingCursor _cursor;
    private readonly ListingScope _scope;
    private readonly List<FunctionInfo> _functions = [];
    private readonly List<GlobalInfo> _globals = [];
    private readonly List<HostImport> _imports = [];
    private readonly List<FunctionExport> _functionExports = [];
    private readonly List<GlobalExport> _globalExports = [];
    private string _name = "";
    private int _entry;
    private ModuleSource? _source;

    private ListingReader(string text)
    {
        List<ListingToken> tokens = new ListingLexer(text, _errors).Run();
        _cursor = new ListingCursor(tokens, _errors);
        _scope = new ListingScope(_cursor, tokens, _errors);
    }

    /// <summary>Reads the listing in <paramref name="text"/>.</summary>
    public static ListingResult Read(string text)
    {
        var reader = new ListingReader(text);
        while (!reader._cursor.AtEnd)
            reader.ReadLine();
        ImmutableArray<ListingError> errors = reader._errors.InOrder();
        return new ListingResult(errors.IsEmpty ? reader.Module() : null, errors);
    }

    private BytecodeModule Module() => new()
    {
        Name = _name,
        Types = _scope.TypeTable,
        Functions = [.. _functions],
        Strings = [.. _scope.Strings.Items],
        Globals = [.. _globals],
        HostImports = [.. _imports],
        FunctionExports = [.. _functionExports],
        GlobalExports = [.. _globalExports],
        Entry = _entry,
        Source = _source,
    };

    private void ReadLine()
    {
        if (_cursor.AcceptWord("fn"))
            _functions.Add(new ListingFunctionParser(_cursor, _scope).Parse());
        else if (_cursor.AcceptWord("module"))
            _name = _cursor.ExpectName("the module's name");
        else if (_cursor.AcceptWord("entry"))
            _entry = _scope.Functions.Find(_cursor);
        else if (_cursor.AcceptWord("source"))
            _source = new ModuleSource(_cursor.ExpectName("the path of the source"), null);
        else if (_cursor.AcceptWord("type"))
            _scope.Types.ParseAlias();
        else if (_cursor.AcceptWord("string"))
            _scope.Strings.Declare(_cursor.Expect(ListingTokenKind.String, "a string").Bytes);
        else if (_cursor.AcceptWord("global"))
            ReadGlobal(isInput: false);
        else if (_cursor.AcceptWord("input"))
            ReadGlobal(isInput: true);
        else if (_cursor.AcceptWord("host"))
            ReadImport();
        else if (_cursor.AcceptWord("export"))
            ReadExport();
        else if (_cursor.Peek.Kind != ListingTokenKind.LineEnd)
            _cursor.Fail("expected module, entry, source, type, string, global, input, host, export or fn");
        _cursor.EndLine();
    }

    private void ReadGlobal(bool isInput)
    {
        string name = _scope.DeclaredName(out _);
        _cursor.Expect(':');
        _globals.Add(new GlobalInfo(name, _scope.Types.Parse(), isInput));
    }

    private void ReadImport()
    {
        string name = _scope.DeclaredName(out _);
        ImmutableArray<TypeId> parameters = _scope.Types.ParseList();
        _imports.Add(new HostImport(name, parameters, _scope.Types.ParseResult()));
    }

    private void ReadExport()
    {
        bool isFunction = _cursor.AcceptWord("fn");
        if (!isFunction && !_cursor.AcceptWord("global"))
            _cursor.Fail("expected fn or global");
        string name = _cursor.ExpectName("the exported name");
        _cursor.Expect('=');
        if (isFunction)
            _functionExports.Add(new FunctionExport(name, _scope.Functions.Find(_cursor)));
        else
            _globalExports.Add(new GlobalExport(name, _scope.Globals.Find(_cursor)));
    }
}
