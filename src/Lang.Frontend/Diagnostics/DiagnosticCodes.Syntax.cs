using static Lang.Frontend.Diagnostics.DiagnosticSeverity;

namespace Lang.Frontend.Diagnostics;

public static partial class DiagnosticCodes
{
#pragma warning disable format
    // From bytes to tokens
    public static readonly DiagnosticDescriptor NotUtf8              = new("E100", Error, "the file is not UTF-8 text: found the byte 0x{0}");
    public static readonly DiagnosticDescriptor BinaryFile           = new("E101", Error, "the file is not text: it contains a NUL byte");
    public static readonly DiagnosticDescriptor StrayCharacter       = new("E102", Error, "{0} is not part of the language");
    public static readonly DiagnosticDescriptor UnterminatedString   = new("E103", Error, "the string has no closing `\"` on its line");
    public static readonly DiagnosticDescriptor UnterminatedComment  = new("E104", Error, "the comment is never closed");
    public static readonly DiagnosticDescriptor MalformedNumber      = new("E105", Error, "`{0}` is not a number");
    public static readonly DiagnosticDescriptor IntegerOutOfRange    = new("E106", Error, "`{0}` is out of range");
    public static readonly DiagnosticDescriptor MalformedEscape      = new("E107", Error, "{0}");
    public static readonly DiagnosticDescriptor SingleQuotedString   = new("E108", Error, "a string stands in double quotes");
    public static readonly DiagnosticDescriptor HashComment          = new("E109", Error, "`#` does not begin a comment");

    // Ways of other languages
    public static readonly DiagnosticDescriptor ForeignOperator      = new("E120", Error, "there is no operator `{0}`");
    public static readonly DiagnosticDescriptor ForeignWord          = new("E121", Error, "`{0}` has no meaning here");
    public static readonly DiagnosticDescriptor MethodNotCalled      = new("E122", Error, "`.{0}` is not called");
    public static readonly DiagnosticDescriptor BlockAfterArrow      = new("E123", Error, "a function has `=>` or a block, not both");
    public static readonly DiagnosticDescriptor AssignmentInCondition = new("E124", Error, "`=` assigns, and a condition can't do that");
    public static readonly DiagnosticDescriptor StatementAsValue     = new("E125", Error, "`{0}` is a statement: it has no value");
    public static readonly DiagnosticDescriptor CallWithoutParentheses = new("E126", Error, "a call has its arguments in parentheses");

    // From tokens to the tree
    public static readonly DiagnosticDescriptor UnclosedBracket      = new("E150", Error, "`{0}` is never closed");
    public static readonly DiagnosticDescriptor MismatchedBracket    = new("E151", Error, "expected `{0}`, found `{1}`");
    public static readonly DiagnosticDescriptor UnopenedBracket      = new("E152", Error, "`{0}` closes nothing");
    public static readonly DiagnosticDescriptor Expected             = new("E153", Error, "expected {0}");
    public static readonly DiagnosticDescriptor ExpectedExpression   = new("E154", Error, "expected an expression{0}");
    public static readonly DiagnosticDescriptor NotAStatement        = new("E155", Error, "a statement can't begin with {0}");
    public static readonly DiagnosticDescriptor ReservedWord         = new("E156", Error, "`{0}` is reserved for a later version of the language");
    public static readonly DiagnosticDescriptor KeywordAsName        = new("E157", Error, "`{0}` is a keyword and can't be a name");
    public static readonly DiagnosticDescriptor ExpressionStatement  = new("E158", Error, "this does nothing: a statement is an assignment or a call");
    public static readonly DiagnosticDescriptor AssignmentToCall     = new("E159", Error, "the result of a call can't be assigned to");
    public static readonly DiagnosticDescriptor AssignmentToSlice    = new("E160", Error, "a slice can't be assigned to");
    public static readonly DiagnosticDescriptor ChainedComparison    = new("E161", Error, "comparisons do not chain: `{0}` follows `{1}`");
    public static readonly DiagnosticDescriptor MissingInitializer   = new("E162", Error, "`let {0}` has no initialiser: expected `=`");
    public static readonly DiagnosticDescriptor MissingBlock         = new("E163", Error, "expected `{` {0}");

    // Limits
    public static readonly DiagnosticDescriptor NestingTooDeep       = new("E501", Error, "nesting is deeper than {0} levels");
    public static readonly DiagnosticDescriptor SourceTooLarge       = new("E502", Error, "the source is too large: it has {0} bytes, the limit is {1}");
#pragma warning restore format

    /// <summary>The rows of this part.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> Syntax { get; } =
    [
        NotUtf8, BinaryFile, StrayCharacter, UnterminatedString, UnterminatedComment, MalformedNumber, IntegerOutOfRange,
        MalformedEscape, SingleQuotedString, HashComment,
        ForeignOperator, ForeignWord, MethodNotCalled, BlockAfterArrow, AssignmentInCondition, StatementAsValue, CallWithoutParentheses,
        UnclosedBracket, MismatchedBracket, UnopenedBracket, Expected, ExpectedExpression, NotAStatement, ReservedWord,
        KeywordAsName, ExpressionStatement, AssignmentToCall, AssignmentToSlice, ChainedComparison, MissingInitializer, MissingBlock,
        NestingTooDeep, SourceTooLarge,
    ];
}
