using Kiket.Portal.Documentation;
using static Kiket.Portal.Tests.Documentation.Rendering;

namespace Kiket.Portal.Tests.Documentation;

public sealed class CodeHighlighterTests
{
    [Theory]
    [InlineData("key: value", "key", "key")]
    [InlineData("key: value", "string", "value")]
    [InlineData("a: 12 # why", "comment", "# why")]
    [InlineData("a: 12", "number", "12")]
    [InlineData("a: -1.5e3", "number", "-1.5e3")]
    [InlineData("a: 2026-01-31", "string", "2026-01-31")]
    [InlineData("a: true", "literal", "true")]
    [InlineData("a: ~", "literal", "~")]
    [InlineData("a: \"x # y\"", "string", "\"x # y\"")]
    [InlineData("'it''s': 1", "key", "'it''s'")]
    [InlineData("\"a: b\": 1", "key", "\"a: b\"")]
    [InlineData("a: 'one\n  two'", "string", "'one\n  two'")]
    [InlineData("a: &name x", "variable", "&name")]
    [InlineData("a: *name", "variable", "*name")]
    [InlineData("a: !tag x", "meta", "!tag")]
    [InlineData("---\na: 1", "meta", "---")]
    [InlineData("%YAML 1.2\n---", "meta", "%YAML 1.2")]
    [InlineData("a: {b: 1, c: [x, 2]}", "key", "c")]
    [InlineData("a: {b: 1, c: [x, 2]}", "number", "2")]
    [InlineData("a: |\n  # not a comment\n  b: c\nd: 1", "string", "  # not a comment\n  b: c\n")]
    [InlineData("a: >-\n  x\n\n  y\nd: 1", "key", "d")]
    [InlineData("- run: |\n    one\n  next: 1", "key", "next")]
    [InlineData("a: http://x.example/b#c", "string", "http://x.example/b#c")]
    [InlineData("on: {{ issue.key }}", "key", "on")]
    [InlineData("- a\n- b", "punctuation", "-")]
    public void YAML_tokens_are_recognized(string code, string kind, string text) => AssertToken(code, "yaml", kind, text);

    [Theory]
    [InlineData("json", "{\"a\": \"b\"}", "key", "\"a\"")]
    [InlineData("json", "{\"a\": null}", "literal", "null")]
    [InlineData("bash", "if [ \"$A\" ]; then # x", "keyword", "then")]
    [InlineData("sh", "echo $HOME", "variable", "$HOME")]
    [InlineData("ruby", "def call # x\n  @a = nil\nend", "variable", "@a")]
    [InlineData("go", "func main() { return }", "keyword", "func")]
    [InlineData("js", "const a = `x ${b}`;", "keyword", "const")]
    [InlineData("ts", "interface A { b: string }", "keyword", "interface")]
    [InlineData("python", "def f(x):\n    return None", "literal", "None")]
    [InlineData("java", "public class A { }", "keyword", "class")]
    [InlineData("sql", "SELECT a FROM b -- c", "keyword", "SELECT")]
    [InlineData("csharp", "public class A { string b = \"c\"; }", "keyword", "public")]
    [InlineData("html", "<p class=\"a\">b</p>", "tag", "p")]
    [InlineData("xml", "<a b=\"c\" />", "tag", "a")]
    [InlineData("css", "a { color: red; }", "key", "color")]
    [InlineData("liquid", "Hi {% if a %}{{ b | upcase }}{% endif %}", "keyword", "if")]
    [InlineData("diff", "+ new\n- old", "inserted", "+ new")]
    [InlineData("dockerfile", "FROM scratch", "keyword", "FROM")]
    public void Every_promised_language_has_colours(string language, string code, string kind, string text) => AssertToken(code, language, kind, text);

    [Theory]
    [InlineData("yaml")]
    [InlineData("json")]
    [InlineData("bash")]
    [InlineData("csharp")]
    [InlineData("html")]
    [InlineData("liquid")]
    [InlineData("css")]
    [InlineData("sql")]
    [InlineData("diff")]
    [InlineData("ruby")]
    [InlineData("brainfuck")]
    [InlineData(null)]
    public void The_text_of_code_survives_exactly(string? language)
    {
        foreach (var code in new[]
        {
            "", "\n", "  a: b\n\n\tc", "<b>&amp;\"'`\u00A0é😀 \\ ${ {{ {% \"", "a: [\n'", "/* \" '''", "\"unclosed", "key:\n  - |\n", "a: >\n",
            "@", "$", "&", "*", "!", "---", "a:\n\tb: {c: ]", "FROM a\r\nB",
        })
        {
            // A parser makes one line end of CR LF; files are read with LF alone.
            Assert.Equal(
                code.Replace("\r", "", StringComparison.Ordinal),
                Text(CodeHighlighter.Render(code.Replace("\r", "", StringComparison.Ordinal), language)));
            Assert.Equal(
                code.Replace("\r", "", StringComparison.Ordinal),
                Text(CodeHighlighter.RenderLines(code.Replace("\r", "", StringComparison.Ordinal), language)));
        }
    }

    [Theory]
    [InlineData("css", "a{")]
    [InlineData("csharp", "@\"")]
    [InlineData("html", "<a ")]
    [InlineData("yaml", "[")]
    [InlineData("yaml", "a: |\n")]
    [InlineData("yaml", "- ")]
    [InlineData("php", "<?php ")]
    [InlineData("json", "{\"")]
    [InlineData("liquid", "{{")]
    [Asvs("V1.3.12")]
    public void Hostile_code_is_shown_in_bounded_time(string language, string piece)
    {
        var code = string.Concat(Enumerable.Repeat(piece, DocumentLimits.HighlightedCharacters / piece.Length));
        var started = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(code, Text(CodeHighlighter.Render(code, language)));
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(10), $"{started.Elapsed}");
    }

    [Fact]
    public void Code_above_16_KB_stays_plain() =>
        Assert.DoesNotContain("hl-", CodeHighlighter.Highlight(new string('1', DocumentLimits.HighlightedCharacters + 1), "yaml"), StringComparison.Ordinal);

    private static void AssertToken(string code, string language, string kind, string text)
    {
        var found = Page("<pre>" + CodeHighlighter.Render(code, language) + "</pre>").QuerySelectorAll(".hl-" + kind).Select(element => element.TextContent);

        Assert.Contains(text, found);
    }
}
