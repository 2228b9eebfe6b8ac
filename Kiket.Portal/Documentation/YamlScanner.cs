namespace Kiket.Portal.Documentation;

/// <summary>
/// Colours YAML in one pass over the lines: comments, keys, anchors, aliases, tags, block scalars, flow collections,
/// documents, quoted forms over several lines, numbers, booleans, nulls. Invalid YAML still gets colours.
/// </summary>
internal sealed class YamlScanner(string code)
{
    private readonly List<CodeToken> _tokens = [];
    private int _position;
    private int _lineStart;
    private int _flowDepth;

    private bool AtEnd => _position >= code.Length;

    private char Current => code[_position];

    public List<CodeToken> Run()
    {
        while (!AtEnd)
        {
            _lineStart = _position;
            if (_flowDepth == 0)
            {
                Marker();
            }

            Line();
        }

        return _tokens;
    }

    /// <summary>Document markers and directives are in the first column.</summary>
    private void Marker()
    {
        var line = code.AsSpan(_position, LineEnd(_position) - _position);
        if (line.StartsWith("%"))
        {
            Add(_position, LineEnd(_position), "meta");
        }
        else if ((line.StartsWith("---") || line.StartsWith("...")) && (line.Length == 3 || line[3] is ' ' or '\t'))
        {
            Add(_position, _position + 3, "meta");
        }
    }

    private void Line()
    {
        while (!AtEnd && Current != '\n')
        {
            switch (Current)
            {
                case ' ' or '\t':
                    _position++;
                    break;
                case '#' when IsSeparated(_position):
                    Add(_position, LineEnd(_position), "comment");
                    break;
                case '-' or '?' when IsIndicator():
                    Add(_position, _position + 1, "punctuation");
                    break;
                case ':' when IsIndicator():
                    Add(_position, _position + 1, "punctuation");
                    break;
                case '&' or '*':
                    Add(_position, WordEnd(_position), "variable");
                    break;
                case '!':
                    Add(_position, WordEnd(_position), "meta");
                    break;
                case '[' or '{':
                    _flowDepth++;
                    Add(_position, _position + 1, "punctuation");
                    break;
                case ']' or '}':
                    _flowDepth = Math.Max(0, _flowDepth - 1);
                    Add(_position, _position + 1, "punctuation");
                    break;
                case ',' when _flowDepth > 0:
                    Add(_position, _position + 1, "punctuation");
                    break;
                case '"' or '\'':
                    Quoted();
                    break;
                case '|' or '>' when _flowDepth == 0:
                    if (BlockScalar())
                    {
                        return;
                    }

                    break;
                default:
                    Plain();
                    break;
            }
        }

        if (!AtEnd)
        {
            _position++;
        }
    }

    /// <summary>A quoted scalar ends at its quote, possibly on a later line. It is a key if a colon follows.</summary>
    private void Quoted()
    {
        var (start, quote) = (_position, Current);
        var end = start + 1;
        while (end < code.Length)
        {
            if (code[end] == '\\' && quote == '"')
            {
                end++;
            }
            else if (code[end] == quote)
            {
                if (quote == '"' || end + 1 >= code.Length || code[end + 1] != '\'')
                {
                    break;
                }

                end++;
            }

            end++;
        }

        end = Math.Min(end + 1, code.Length);
        Add(start, end, IsKey(end) ? "key" : "string");
    }

    /// <summary>A plain scalar up to a comment, a colon before white space, or, in a flow collection, its punctuation.</summary>
    private void Plain()
    {
        var start = _position;
        var lineEnd = LineEnd(start);
        var end = start;
        while (end < lineEnd)
        {
            var character = code[end];
            if ((character == ':' && EndsKey(end))
                || (character == '#' && end > start && IsSeparated(end))
                || (_flowDepth > 0 && character is ',' or '[' or ']' or '{' or '}' && _flowDepth > 0))
            {
                break;
            }

            end++;
        }

        var stop = end;
        while (stop > start && code[stop - 1] is ' ' or '\t' or '\r')
        {
            stop--;
        }

        if (stop == start)
        {
            _position = Math.Max(end, start + 1);
            return;
        }

        Add(start, stop, end < lineEnd && code[end] == ':' ? "key" : Kind(code.AsSpan(start, stop - start)));
        _position = end;
    }

    /// <summary>The text of a block scalar is every following line with deeper indentation than its first line.</summary>
    private bool BlockScalar()
    {
        var lineEnd = LineEnd(_position);
        var end = _position + 1;
        while (end < lineEnd && code[end] is '+' or '-' or (>= '0' and <= '9'))
        {
            end++;
        }

        var rest = code.AsSpan(end, lineEnd - end).Trim();
        if (rest.Length > 0 && rest[0] != '#')
        {
            Plain();
            return false;
        }

        Add(_position, end, "punctuation");
        if (rest.Length > 0)
        {
            Add(code.IndexOf('#', end), lineEnd, "comment");
        }

        var indent = ParentIndent();
        var start = Math.Min(lineEnd + 1, code.Length);
        var stop = start;
        while (stop < code.Length)
        {
            var end2 = LineEnd(stop);
            if (!code.AsSpan(stop, end2 - stop).Trim().IsEmpty && Indent(stop) <= indent)
            {
                break;
            }

            stop = Math.Min(end2 + 1, code.Length);
        }

        if (stop > start)
        {
            Add(start, stop, "string");
        }

        _position = stop;
        return true;
    }

    /// <summary>Indentation of the key or item that contains the scalar: <c>- run: |</c> counts from <c>run</c>'s parent.</summary>
    private int ParentIndent()
    {
        var column = Indent(_lineStart);
        var position = _lineStart + column;
        var line = code.AsSpan(position, LineEnd(position) - position);
        while (line.Length > 1 && line[0] == '-' && line[1] == ' ')
        {
            var gap = line.Length - line[1..].TrimStart(' ').Length;
            if (!line[gap..].Contains(": ", StringComparison.Ordinal))
            {
                return column;
            }

            column += gap;
            line = line[gap..];
        }

        return line.StartsWith("---") ? -1 : column;
    }

    private int Indent(int lineStart)
    {
        var end = lineStart;
        while (end < code.Length && code[end] == ' ')
        {
            end++;
        }

        return end - lineStart;
    }

    private static string Kind(ReadOnlySpan<char> text)
    {
        if (text is "true" or "false" or "null" or "~" or "yes" or "no" or "on" or "off"
            or "True" or "False" or "Null" or "TRUE" or "FALSE" or "NULL" or "Yes" or "No" or "On" or "Off")
        {
            return "literal";
        }

        return IsNumber(text) ? "number" : "string";
    }

    private static bool IsNumber(ReadOnlySpan<char> text)
    {
        var digits = text.TrimStart("+-");
        if (text.Length - digits.Length > 1 || digits.IsEmpty)
        {
            return false;
        }

        if (digits is ".inf" or ".Inf" or ".INF" or ".nan" or ".NaN" or ".NAN")
        {
            return true;
        }

        if (digits.StartsWith("0x") && digits.Length > 2)
        {
            return !digits[2..].ContainsAnyExcept("0123456789abcdefABCDEF_");
        }

        return (char.IsAsciiDigit(digits[0]) || (digits[0] == '.' && digits.Length > 1 && char.IsAsciiDigit(digits[1])))
            && !digits.ContainsAnyExcept("0123456789._eE+-o")
            && digits.Count('.') <= 1
            && digits[1..].IndexOf('-') is var minus && (minus < 0 || digits[minus] is 'e' or 'E');
    }

    private bool IsIndicator() => _position + 1 >= code.Length || code[_position + 1] is ' ' or '\t' or '\n' or '\r' || (_flowDepth > 0 && Current == ':');

    private bool IsSeparated(int position) => position == _lineStart || code[position - 1] is ' ' or '\t' or '\n';

    private bool EndsKey(int colon) =>
        colon + 1 >= code.Length
        || code[colon + 1] is ' ' or '\t' or '\n' or '\r'
        || (_flowDepth > 0 && code[colon + 1] is ',' or '[' or ']' or '{' or '}' && _flowDepth > 0);

    private bool IsKey(int end)
    {
        while (end < code.Length && code[end] is ' ' or '\t')
        {
            end++;
        }

        return end < code.Length && code[end] == ':' && (_flowDepth > 0 || EndsKey(end));
    }

    private int WordEnd(int start)
    {
        var end = start + 1;
        while (end < code.Length && code[end] is not (' ' or '\t' or '\n' or '\r') && !(_flowDepth > 0 && code[end] is ',' or ']' or '}'))
        {
            end++;
        }

        return end;
    }

    private int LineEnd(int start)
    {
        var end = code.IndexOf('\n', start);
        return end < 0 ? code.Length : end;
    }

    private void Add(int start, int end, string kind)
    {
        _tokens.Add(new CodeToken(start, end - start, kind));
        _position = end;
    }
}
