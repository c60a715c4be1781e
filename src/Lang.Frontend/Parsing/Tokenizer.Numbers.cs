using Lang.Frontend.Parsing.Generated;

namespace Lang.Frontend.Parsing;

// Numbers: what is well formed, and what is malformed since it goes on.
internal ref partial struct Tokenizer
{
    private int Number()
    {
        int start = _at - 1;
        int type = WellFormedNumber(start);
        int end = _at;
        _at = start;
        SkipAnyNumber();
        return _at > end ? TlLexer.MALFORMED_NUMBER : type;
    }

    /// <summary>Moves behind the longest integer or float.</summary>
    private int WellFormedNumber(int start)
    {
        _at = start;
        if (Peek(0) == '0' && Peek(1) == 'x' && char.IsAsciiHexDigit(Peek(2)))
        {
            _at = start + 2;
            do
                SkipHexDigits();
            while (TrySkipUnderscore(char.IsAsciiHexDigit(Peek(1))));
            return TlLexer.INTEGER;
        }

        if (Peek(0) == '0' && Peek(1) == 'b' && Peek(2) is '0' or '1')
        {
            _at = start + 2;
            do
                SkipBits();
            while (TrySkipUnderscore(Peek(1) is '0' or '1'));
            return TlLexer.INTEGER;
        }

        int type = TlLexer.INTEGER;
        SkipDigits();
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipDigits();
            type = TlLexer.FLOAT;
        }

        int sign = Peek(1) is '+' or '-' ? 1 : 0;
        if (Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(1 + sign)))
        {
            _at += 1 + sign;
            SkipDigits();
            type = TlLexer.FLOAT;
        }

        return type;
    }

    /// <summary>Moves behind everything that looks like part of a number.</summary>
    private void SkipAnyNumber()
    {
        SkipWord();
        if (Peek(0) == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipWord();
        }

        if (_text[_at - 1] is 'e' or 'E' && Peek(0) is '+' or '-' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipWord();
        }
    }

    private void SkipDigits()
    {
        do
        {
            while (char.IsAsciiDigit(Peek(0)))
                _at++;
        }
        while (TrySkipUnderscore(char.IsAsciiDigit(Peek(1))));
    }

    private void SkipHexDigits()
    {
        while (char.IsAsciiHexDigit(Peek(0)))
            _at++;
    }

    private void SkipBits()
    {
        while (Peek(0) is '0' or '1')
            _at++;
    }

    private bool TrySkipUnderscore(bool digitFollows)
    {
        if (Peek(0) != '_' || !digitFollows)
            return false;
        _at++;
        return true;
    }
}
