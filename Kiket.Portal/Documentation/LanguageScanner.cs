namespace Kiket.Portal.Documentation;

/// <summary>The lexical rules of a language for <see cref="LanguageScanner"/>.</summary>
/// <param name="LineComments">Starts of a comment that ends with the line.</param>
/// <param name="BlockComments">Starts and ends of longer comments.</param>
/// <param name="Quotes">Characters around strings; a backslash escapes.</param>
/// <param name="LongQuotes">Marks around strings that span lines.</param>
/// <param name="Sigils">Characters that start a variable or an annotation.</param>
internal sealed record ScannedLanguage(
    string[] Names,
    string[] LineComments,
    (string Open, string Close)[] BlockComments,
    string Quotes,
    string[] LongQuotes,
    string Sigils,
    HashSet<string> Keywords,
    HashSet<string> Literals,
    bool KeysAreQuoted = false,
    bool IgnoresCase = false)
{
    private static readonly Dictionary<string, ScannedLanguage> ByName = Known()
        .SelectMany(language => language.Names.Select(name => (name, language)))
        .ToDictionary(pair => pair.name, pair => pair.language, StringComparer.Ordinal);

    public static ScannedLanguage? Find(string name) => ByName.GetValueOrDefault(name);

    private static (string, string)[] Stars => [("/*", "*/")];

    private static ScannedLanguage[] Known() =>
    [
        new(["json"], ["//"], Stars, "\"", [], "", [], Words("true false null"), KeysAreQuoted: true),
        new(["bash"], ["#"], [], "\"'`", [], "$",
            Words(
                "if then else elif fi for while until do done case esac in function return export local readonly declare unset source set exit "
                + "trap shift break continue select time"),
            Words("true false")),
        new(["ruby"], ["#"], [("=begin", "=end")], "\"'`", [], "@$",
            Words(
                "def end class module if elsif else unless case when then while until for in do begin rescue ensure raise return yield next "
                + "break redo retry super self require require_relative include extend attr_reader attr_writer attr_accessor private protected "
                + "public and or not alias undef defined? lambda proc"),
            Words("true false nil")),
        new(["go"], ["//"], Stars, "\"'", ["`"], "",
            Words(
                "break case chan const continue default defer else fallthrough for func go goto if import interface map package range return "
                + "select struct switch type var string int int64 int32 uint byte rune bool error float64 any"),
            Words("true false nil iota")),
        new(["javascript", "typescript"], ["//"], Stars, "\"'", ["`"], "@",
            Words(
                "abstract as async await break case catch class const continue debugger declare default delete do else enum export extends "
                + "finally for from function get if implements import in infer instanceof interface is keyof let namespace never new of override "
                + "private protected public readonly return satisfies set static super switch this throw try type typeof unknown var void while "
                + "with yield string number boolean any object"),
            Words("true false null undefined NaN Infinity")),
        new(["python"], ["#"], [], "\"'", ["\"\"\"", "'''"], "@",
            Words(
                "and as assert async await break case class continue def del elif else except finally for from global if import in is lambda "
                + "match nonlocal not or pass raise return try while with yield self"),
            Words("True False None")),
        new(["kotlin", "rust", "swift", "scala"], ["//"], Stars, "\"", ["\"\"\""], "@",
            Words(
                "abstract as break class const continue crate data do else enum extern fn for fun if impl import in interface is let loop "
                + "match mod move mut object open override package private protected pub public ref return self static struct super trait type "
                + "unsafe use val var when where while guard func protocol extension def"),
            Words("true false null nil None Some")),
        new(["java"], ["//"], Stars, "\"'", ["\"\"\""], "@",
            Words(
                "abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally "
                + "float for if implements import instanceof int interface long native new package private protected public record return sealed "
                + "short static super switch synchronized this throw throws transient try var void volatile while yield String"),
            Words("true false null")),
        new(["sql"], ["--"], Stars, "'\"", [], "@:",
            Words(
                "add all alter and as asc begin between by cascade case check column commit constraint create cross database default delete "
                + "desc distinct drop else end exists foreign from full function group having if in index inner insert into is join key left "
                + "like limit not null offset on or order outer primary references returning right rollback select set table then transaction "
                + "trigger union unique update using values view when where with integer int bigint text varchar boolean timestamp date numeric "
                + "serial"),
            Words("true false"), IgnoresCase: true),
        new(["dockerfile"], ["#"], [], "\"'", [], "$",
            Words(
                "FROM AS RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL"),
            []),
        new(["ini"], ["#", ";"], [], "\"'", ["\"\"\"", "'''"], "$", [], Words("true false")),
        new(["graphql"], ["#"], [], "\"", ["\"\"\""], "$@",
            Words(
                "query mutation subscription fragment on type input enum interface union scalar schema extend implements directive"),
            Words("true false null")),
    ];

    private static HashSet<string> Words(string words) => new(words.Split(' '), StringComparer.Ordinal);
}

/// <summary>Colours the languages of <see cref="ScannedLanguage"/> in one pass, without regular expressions.</summary>
internal sealed class LanguageScanner(string code, ScannedLanguage language)
{
    private readonly List<CodeToken> _tokens = [];
    private int _position;

    public List<CodeToken> Run()
    {
        while (_position < code.Length)
        {
            if (!Comment() && !String() && !Sigil() && !Word() && !Number())
            {
                _position++;
            }
        }

        return _tokens;
    }

    private bool Comment()
    {
        foreach (var mark in language.LineComments)
        {
            // A hash inside a word doesn't start a comment: $# and a#b in a shell, an anchor in an address.
            if (At(mark) && (mark is "//" or "--" || _position == 0 || char.IsWhiteSpace(code[_position - 1])))
            {
                return Add(End("\n", include: false), "comment");
            }
        }

        foreach (var (open, close) in language.BlockComments)
        {
            if (At(open) && (open[0] != '=' || _position == 0 || code[_position - 1] == '\n'))
            {
                return Add(End(close, include: true, open.Length), "comment");
            }
        }

        return false;
    }

    private bool String()
    {
        foreach (var mark in language.LongQuotes)
        {
            if (At(mark))
            {
                return Add(End(mark, include: true, mark.Length), "string");
            }
        }

        var quote = code[_position];
        if (!language.Quotes.Contains(quote, StringComparison.Ordinal))
        {
            return false;
        }

        var end = _position + 1;
        while (end < code.Length && code[end] != quote && (code[end] != '\n' || language.Names[0] == "bash"))
        {
            end += code[end] == '\\' && end + 1 < code.Length ? 2 : 1;
        }

        end = Math.Min(end < code.Length && code[end] == quote ? end + 1 : end, code.Length);
        return Add(end, language.KeysAreQuoted && IsKey(end) ? "key" : "string");
    }

    private bool IsKey(int end)
    {
        while (end < code.Length && char.IsWhiteSpace(code[end]))
        {
            end++;
        }

        return end < code.Length && code[end] == ':';
    }

    private bool Sigil()
    {
        if (!language.Sigils.Contains(code[_position], StringComparison.Ordinal) || _position + 1 >= code.Length)
        {
            return false;
        }

        if (code[_position] == '$' && code[_position + 1] is '{' or '(' && code[_position] == '$')
        {
            return code[_position + 1] == '{' && Add(End("}", include: true, 2), "variable");
        }

        var end = _position + 1;
        while (end < code.Length && (IsWord(code[end]) || (code[end] == '@' && end == _position + 1)))
        {
            end++;
        }

        return end > _position + 1 && Add(end, code[_position] == '@' && language.Names[0] is not ("ruby" or "sql") ? "meta" : "variable");
    }

    private bool Word()
    {
        if (!char.IsLetter(code[_position]) && code[_position] != '_')
        {
            return false;
        }

        var end = _position;
        while (end < code.Length && IsWord(code[end]))
        {
            end++;
        }

        var word = code[_position..end];
        var compared = language.IgnoresCase ? word.ToLowerInvariant() : word;
        if (language.Keywords.Contains(compared))
        {
            return Add(end, "keyword");
        }

        if (language.Literals.Contains(compared))
        {
            return Add(end, "literal");
        }

        if (end < code.Length && code[end] == '(')
        {
            return Add(end, "name");
        }

        if (language.Names[0] == "ini" && IsSetting(end))
        {
            return Add(end, "key");
        }

        _position = end;
        return true;
    }

    private bool IsSetting(int end)
    {
        while (end < code.Length && code[end] is ' ' or '.' or '-')
        {
            end++;
        }

        return end < code.Length && code[end] == '=';
    }

    private bool Number()
    {
        if (!char.IsAsciiDigit(code[_position]))
        {
            return false;
        }

        var end = _position;
        while (end < code.Length && (char.IsAsciiLetterOrDigit(code[end])
            || code[end] is '_'
            || (code[end] == '.' && end + 1 < code.Length && char.IsAsciiDigit(code[end + 1]))))
        {
            end++;
        }

        return Add(end, "number");
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';

    private bool At(string mark) => string.CompareOrdinal(code, _position, mark, 0, mark.Length) == 0;

    private int End(string mark, bool include, int skip = 0)
    {
        var from = Math.Min(_position + skip, code.Length);
        var found = code.IndexOf(mark, from, StringComparison.Ordinal);
        return found < 0 ? code.Length : include ? found + mark.Length : found;
    }

    private bool Add(int end, string kind)
    {
        _tokens.Add(new CodeToken(_position, end - _position, kind));
        _position = end;
        return true;
    }
}
