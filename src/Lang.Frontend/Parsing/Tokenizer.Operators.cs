using Lang.Frontend.Parsing.Generated;

namespace Lang.Frontend.Parsing;

// Operators and punctuation, the longest that matches.
internal ref partial struct Tokenizer
{
    private int Operator(char first)
    {
        switch (first)
        {
            case '+': return Assigned(TlLexer.PLUS, TlLexer.ASSIGN_ADD);
            case '-': return Take('>') ? TlLexer.ARROW : Assigned(TlLexer.MINUS, TlLexer.ASSIGN_SUBTRACT);
            case '*': return Assigned(TlLexer.STAR, TlLexer.ASSIGN_MULTIPLY);
            case '/': return Assigned(TlLexer.SLASH, TlLexer.ASSIGN_DIVIDE);
            case '%': return Assigned(TlLexer.PERCENT, TlLexer.ASSIGN_REMAINDER);
            case '&': return Take('&') ? TlLexer.AND : Assigned(TlLexer.AMPERSAND, TlLexer.ASSIGN_AND);
            case '|': return Take('|') ? TlLexer.OR : Assigned(TlLexer.PIPE, TlLexer.ASSIGN_OR);
            case '^': return Assigned(TlLexer.CARET, TlLexer.ASSIGN_XOR);
            case '~': return TlLexer.TILDE;
            case '!': return Assigned(TlLexer.BANG, TlLexer.NOT_EQUAL);
            case '<':
                return Take('<') ? Assigned(TlLexer.SHIFT_LEFT, TlLexer.ASSIGN_SHIFT_LEFT) : Assigned(TlLexer.LESS, TlLexer.LESS_OR_EQUAL);
            case '>':
                if (!Take('>'))
                    return Assigned(TlLexer.GREATER, TlLexer.GREATER_OR_EQUAL);
                return Take('>')
                    ? Assigned(TlLexer.SHIFT_RIGHT_LOGICAL, TlLexer.ASSIGN_SHIFT_RIGHT_LOGICAL)
                    : Assigned(TlLexer.SHIFT_RIGHT, TlLexer.ASSIGN_SHIFT_RIGHT);
            case '=': return Take('>') ? TlLexer.DOUBLE_ARROW : Assigned(TlLexer.ASSIGN, TlLexer.EQUAL);
            case '?': return TlLexer.QUESTION;
            case ':': return TlLexer.COLON;
            case ';': return TlLexer.SEMICOLON;
            case ',': return TlLexer.COMMA;
            case '.': return Take('.') ? Assigned(TlLexer.RANGE, TlLexer.RANGE_INCLUSIVE) : TlLexer.DOT;
            case '(': return TlLexer.OPEN_PAREN;
            case ')': return TlLexer.CLOSE_PAREN;
            case '[': return TlLexer.OPEN_BRACKET;
            case ']': return TlLexer.CLOSE_BRACKET;
            case '{': return TlLexer.OPEN_BRACE;
            case '}': return TlLexer.CLOSE_BRACE;
            default: return TlLexer.STRAY_CHARACTER;
        }
    }

    /// <summary>The second type if <c>=</c> follows, which is taken then; else the first.</summary>
    private int Assigned(int plain, int withEqualSign) => Take('=') ? withEqualSign : plain;

    private bool Take(char c)
    {
        if (Peek(0) != c)
            return false;
        _at++;
        return true;
    }
}
