using System.Diagnostics;
using System.Text.Json.Nodes;
using Kiket.Portal.Installations.Configuration;

namespace Kiket.Portal.Tests.Installations;

/// <summary>One value at a time: what is understood, what is refused and with which words.</summary>
public sealed class ConfigurationValueTests
{
    [Theory]
    [InlineData("integer", "30", "30")]
    [InlineData("integer", " 030 ", "30")]
    [InlineData("integer", "3e1", "30")]
    [InlineData("number", "0.50", "0.5")]
    [InlineData("boolean", "Yes", "true")]
    [InlineData("boolean", "0", "false")]
    [InlineData("object", """{ "a": [1, 2] }""", """{"a":[1,2]}""")]
    [InlineData("string", "  as it is ", "  as it is ")]
    [InlineData("template", "{{ issue.title | upcase }}{% if issue.urgent %}!{% endif %}", "{{ issue.title | upcase }}{% if issue.urgent %}!{% endif %}")]
    public void Text_becomes_what_the_type_says(string type, string given, string stored) =>
        Assert.Equal(stored, CoerceValue.Of(Field(type), given).Value);

    [Theory]
    [InlineData("integer", "1.5", "X must be a whole number.")]
    [InlineData("integer", "many", "X must be a number, such as 30.")]
    [InlineData("integer", "61", "X must be between 1 and 60.")]
    [InlineData("integer", "0", "X must be between 1 and 60.")]
    [InlineData("number", "1e400", "X must be a number, such as 0.5.")]
    [InlineData("boolean", "maybe", "X is true or false.")]
    [InlineData("object", "[1]", "X must be a JSON object.")]
    [InlineData("object", """{"a":1,"a":2}""", "X must be a JSON object.")]
    [InlineData("string", "a\0b", "X contains control characters. Type it again as plain text.")]
    [InlineData("string", "\uFFFE", "X contains control characters. Type it again as plain text.")]
    [InlineData("template", "{% nothing %}", "X: the template can't be read.")]
    public void What_does_not_fit_is_refused_with_the_reason(string type, string given, string message)
    {
        Assert.False(CoerceValue.Of(Field(type), given).TryGet(out _, out var error));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal("x", Assert.Single(error.Details).Field);
    }

    [Fact]
    public void Long_values_are_refused_by_their_bytes()
    {
        var field = Field("string");
        var secret = field with { IsSecret = true };

        Assert.True(CoerceValue.Of(field, new string('a', 16 * 1024)).Succeeded);
        Assert.Equal("X is too long: the limit is 16 KiB.", CoerceValue.Of(field, new string('a', (16 * 1024) + 1)).Error!.Message);
        Assert.Equal("X is too long: the limit is 16 KiB.", CoerceValue.Of(field, new string('ä', (8 * 1024) + 1)).Error!.Message);
        Assert.True(CoerceValue.Of(secret, new string('a', 8 * 1024)).Succeeded);
        Assert.Equal("X is too long: the limit is 8 KiB.", CoerceValue.Of(secret, new string('a', (8 * 1024) + 1)).Error!.Message);
        Assert.Equal("X has 5 characters; the limit is 4.", CoerceValue.Of(field with { MaxLength = 4 }, "abcde").Error!.Message);
    }

    [Fact]
    public void A_select_takes_only_its_options()
    {
        var field = ConfigurationFormTests.Form("configuration:\n  x: { type: select, label: X, options: [red, { value: g, label: Green }] }").Find("x")!;

        Assert.True(CoerceValue.Of(field, "g").Succeeded);
        Assert.Equal("Choose one of the options for X.", CoerceValue.Of(field, "Green").Error!.Message);
    }

    [Theory]
    [InlineData("{{ issue.title }} by {{ issue['author'].name }}", null)]
    [InlineData("{{ issue.title }}", "X: the template must use {{ issue.author }}.")]
    [InlineData("issue.title issue.author", "X: the template must use {{ issue.title }}, {{ issue.author }}.")]
    [InlineData("{% if issue.author %}{{ issue.title }}{% endif %}", null)]
    public void Required_variables_must_occur_as_variables(string template, string? message)
    {
        var field = ConfigurationFormTests.Form(
            "configuration:\n  x: { type: template, label: X, language: liquid, validation: { required_variables: [issue.title, issue.author] } }").Find("x")!;

        Assert.Equal(message, CoerceValue.Of(field, template).Error?.Message);
    }

    [Fact]
    public void A_template_of_an_older_language_is_left_to_the_extension()
    {
        var field = ConfigurationFormTests.Form("configuration:\n  x: { type: template, language: handlebars }").Find("x")!;

        Assert.True(CoerceValue.Of(field, "{{#each items}}{{this}}{{/each}}").Succeeded);
    }

    [Theory]
    [InlineData("{% if a %}", 1500)]
    [InlineData("{%if a%}", 1500)]
    [InlineData("{% if a %}{% endif ", 700)]
    [InlineData("{{ a[", 3000)]
    [InlineData("{{ a[b[c", 1500)]
    [InlineData("{{ (1..", 2000)]
    [InlineData("{{ a | b", 2000)]
    [InlineData("{{ a | b: c, ", 1200)]
    [InlineData("{%- case a -%}{%- when b -%}", 500)]
    [InlineData("{% capture a %}", 1000)]
    [InlineData("{{", 8000)]
    [InlineData("{%", 8000)]
    [InlineData("{% raw %}", 1700)]
    [InlineData("a or ", 3000)]
    [InlineData("[", 16000)]
    public void Hostile_templates_end_soon_and_do_not_end_the_process(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));
        var began = Stopwatch.StartNew();

        foreach (var template in new[] { text, "{{ " + text + " }}", "{% if " + text + " %}{% endif %}", "{% liquid\n" + text + "\n%}" })
        {
            CoerceValue.Of(Field("template"), template.Length > CoerceValue.MaxBytes ? template[..CoerceValue.MaxBytes] : template);
        }

        Assert.True(began.Elapsed < TimeSpan.FromSeconds(5), $"It took {began.Elapsed}.");
    }

    [Theory]
    [InlineData("\"text\"", "text")]
    [InlineData("30", "30")]
    [InlineData("true", "true")]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("null", null)]
    public void Values_of_a_request_are_taken_as_text(string json, string? text) => Assert.Equal(text, CoerceValue.Text(JsonNode.Parse(json)));

    private static FormField Field(string type) =>
        ConfigurationFormTests.Form($"configuration:\n  x: {{ type: {type}, label: X{(type == "integer" ? ", min: 1, max: 60" : "")} }}").Find("x")!;
}
