using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.RegularExpressions;
using ColorCode;
using ColorCode.Common;
using ColorCode.Compilation;
using ColorCode.Parsing;

namespace Kiket.Portal.Documentation;

/// <summary>ColorCode's languages, with a time limit on its regular expressions.</summary>
internal static class ColorCodeScanner
{
    private static readonly TimeSpan MatchTime = TimeSpan.FromMilliseconds(250);

    /// <summary>The limit for all matches of one block together.</summary>
    private static readonly TimeSpan BlockTime = TimeSpan.FromMilliseconds(500);

    private static readonly LanguageParser Parser = new(new LimitedCompiler(), new Repository());

    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        [ScopeName.Comment] = "comment",
        [ScopeName.HtmlComment] = "comment",
        [ScopeName.XmlComment] = "comment",
        [ScopeName.XmlDocComment] = "comment",
        [ScopeName.XmlDocTag] = "comment",
        [ScopeName.String] = "string",
        [ScopeName.StringCSharpVerbatim] = "string",
        [ScopeName.StringEscape] = "string",
        [ScopeName.XmlAttributeValue] = "string",
        [ScopeName.XmlAttributeQuotes] = "string",
        [ScopeName.XmlCDataSection] = "string",
        [ScopeName.HtmlAttributeValue] = "string",
        [ScopeName.CssPropertyValue] = "string",
        [ScopeName.JsonString] = "string",
        [ScopeName.Number] = "number",
        [ScopeName.JsonNumber] = "number",
        [ScopeName.Keyword] = "keyword",
        [ScopeName.ControlKeyword] = "keyword",
        [ScopeName.PseudoKeyword] = "keyword",
        [ScopeName.PreprocessorKeyword] = "meta",
        [ScopeName.Attribute] = "meta",
        [ScopeName.HtmlServerSideScript] = "meta",
        [ScopeName.ClassName] = "type",
        [ScopeName.Type] = "type",
        [ScopeName.NameSpace] = "type",
        [ScopeName.Constructor] = "type",
        [ScopeName.TypeVariable] = "type",
        [ScopeName.BuiltinValue] = "literal",
        [ScopeName.JsonConst] = "literal",
        [ScopeName.HtmlElementName] = "tag",
        [ScopeName.XmlName] = "tag",
        [ScopeName.CssSelector] = "tag",
        [ScopeName.HtmlAttributeName] = "key",
        [ScopeName.XmlAttribute] = "key",
        [ScopeName.CssPropertyName] = "key",
        [ScopeName.JsonKey] = "key",
        [ScopeName.HtmlTagDelimiter] = "punctuation",
        [ScopeName.XmlDelimiter] = "punctuation",
        [ScopeName.HtmlOperator] = "punctuation",
        [ScopeName.HtmlEntity] = "literal",
        [ScopeName.BuiltinFunction] = "name",
        [ScopeName.SqlSystemFunction] = "name",
        [ScopeName.PowerShellAttribute] = "meta",
        [ScopeName.PowerShellOperator] = "keyword",
        [ScopeName.PowerShellType] = "type",
        [ScopeName.PowerShellVariable] = "variable",
        [ScopeName.PowerShellCommand] = "name",
        [ScopeName.PowerShellParameter] = "key",
        [ScopeName.MarkdownHeader] = "keyword",
        [ScopeName.MarkdownCode] = "string",
        [ScopeName.Intrinsic] = "name",
    };

    public static List<CodeToken> Run(string code, string language)
    {
        if (Languages.FindById(ColorCodeId(language)) is not { } known)
        {
            return [];
        }

        var kinds = new string?[code.Length];
        var position = 0;
        var started = Stopwatch.GetTimestamp();
        Parser.Parse(code, known, (chunk, scopes) =>
        {
            if (Stopwatch.GetElapsedTime(started) > BlockTime)
            {
                throw new RegexMatchTimeoutException();
            }

            Paint(kinds, position, chunk.Length, scopes);
            position += chunk.Length;
        });

        // ColorCode returns the whole text. If it ever doesn't, plain text is better than shifted colours.
        return position == code.Length ? Runs(kinds) : [];
    }

    private static string ColorCodeId(string language) => language switch
    {
        "csharp" => "c#",
        "fsharp" => "f#",
        "vb" => "vb.net",
        _ => language,
    };

    /// <summary>An inner scope is painted over the outer one.</summary>
    private static void Paint(string?[] kinds, int offset, int length, IList<Scope> scopes)
    {
        foreach (var scope in scopes)
        {
            if (Kinds.TryGetValue(scope.Name, out var kind))
            {
                var end = Math.Min(offset + scope.Index + scope.Length, Math.Min(offset + length, kinds.Length));
                for (var index = offset + scope.Index; index < end; index++)
                {
                    kinds[index] = kind;
                }
            }

            Paint(kinds, offset, length, scope.Children);
        }
    }

    private static List<CodeToken> Runs(string?[] kinds)
    {
        var tokens = new List<CodeToken>();
        var start = 0;
        for (var index = 1; index <= kinds.Length; index++)
        {
            if (index < kinds.Length && kinds[index] == kinds[start])
            {
                continue;
            }

            if (kinds[start] is { } kind)
            {
                tokens.Add(new CodeToken(start, index - start, kind));
            }

            start = index;
        }

        return tokens;
    }

    private sealed class LimitedCompiler : ILanguageCompiler
    {
        private readonly ConcurrentDictionary<string, CompiledLanguage> _compiled = new(StringComparer.Ordinal);
        private readonly LanguageCompiler _compiler = new([], new ReaderWriterLockSlim());

        public CompiledLanguage Compile(ILanguage language) => _compiled.GetOrAdd(language.Id, _ =>
        {
            var compiled = _compiler.Compile(language);
            var limited = new Regex(compiled.Regex.ToString(), compiled.Regex.Options, MatchTime);
            return new CompiledLanguage(compiled.Id, compiled.Name, limited, compiled.Captures);
        });
    }

    private sealed class Repository : ILanguageRepository
    {
        public IEnumerable<ILanguage> All => Languages.All;

        public ILanguage FindById(string languageId) => Languages.FindById(languageId);

        public void Load(ILanguage language) => throw new NotSupportedException("ColorCode's languages are fixed.");
    }
}
