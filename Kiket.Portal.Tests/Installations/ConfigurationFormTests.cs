using Kiket.Portal.Installations.Configuration;
using Kiket.Portal.Tests.Manifests;

namespace Kiket.Portal.Tests.Installations;

/// <summary>What a manifest asks its customers, in which order, and what is made of odd ones.</summary>
public sealed class ConfigurationFormTests
{
    [Fact]
    public void Setup_steps_give_the_order_and_the_rest_follows()
    {
        var form = Form("""
            configuration:
              late: { type: string, default: x }
              needed: { type: string, required: true }
              TOKEN: { type: string, secret: true, required: true, scope: extension, help_url: "https://a.test/help" }
              channel: { type: string, default: "#ops", label: Channel }
            setup:
              - secrets: { title: Connect, required: true, collect: [TOKEN] }
              - configure:
                  title: Where to post
                  fields:
                    - { key: channel, label: Room, placeholder: "#team" }
                    - { key: quiet, type: boolean, default: "false" }
                    - { key: until, type: integer, required: true, showWhen: { field: quiet } }
              - test: { title: Try it, action: alerts.test, successMessage: It works }
              - info: { title: Done, content: "## Ready", links: [{ label: Docs, url: "https://a.test" }, { label: Bad, url: "javascript:alert(1)" }] }
            """);

        Assert.Equal(["Connect", "Where to post", "Try it", "Done", "More settings"], form.Steps.Select(step => step.Title));
        Assert.Equal(["TOKEN", "channel", "quiet", "until", "needed", "late"], form.Fields.Select(field => field.Key));
        Assert.Equal(("alerts.test", "It works"), (form.Steps[2].Action, form.Steps[2].SuccessMessage));
        Assert.Equal("Docs", Assert.Single(form.Steps[3].Links).Label);
        Assert.Equal((true, true, true, "https://a.test/help"), Facts(form, "TOKEN"));
        Assert.Equal(("Room", "#ops", "#team"), (form.Find("channel")!.Label, form.Find("channel")!.Default, form.Find("channel")!.Placeholder));
        Assert.Equal("quiet", form.Find("until")!.ShowWhen);
        Assert.Empty(form.Notes);
    }

    [Fact]
    public void Without_setup_what_is_required_comes_first()
    {
        var form = Form("""
            configuration:
              a: { type: string }
              b: { type: string, required: true }
              c: { type: string }
              D: { type: string, secret: true, required: true }
            """);

        Assert.Equal(["b", "D", "a", "c"], form.Fields.Select(field => field.Key));
        Assert.Equal("Settings", Assert.Single(form.Steps).Title);
    }

    [Theory]
    [InlineData("api_key", null)]
    [InlineData("token", null)]
    [InlineData("input", null)]
    [InlineData("basic", null)]
    [InlineData("oauth2", "Create a token with google and paste it here.")]
    public void Obtained_values_are_secrets_with_a_help_link(string type, string? note)
    {
        var field = Form($$"""
            setup:
              - configure:
                  title: Connect
                  fields: [{ key: x, obtain: { type: {{type}}, provider: google, store_as: GOOGLE_TOKEN, help_url: "https://a.test/h" } }]
            """).Find("GOOGLE_TOKEN")!;

        Assert.Equal((true, FieldKind.Text, "https://a.test/h", note), (field.IsSecret, field.Kind, field.HelpUrl, field.Note));
    }

    [Fact]
    public void Unknown_steps_and_types_are_text_with_a_note()
    {
        var form = Form("""
            configuration:
              shade: { type: colour_wheel }
              place: { type: board }
            setup:
              - telepathy: { title: Think, collect: [shade] }
            """);

        Assert.Equal(FormStepKind.Other, form.Steps[0].Kind);
        Assert.Contains("telepathy", form.Steps[0].Note, StringComparison.Ordinal);
        Assert.Equal(FieldKind.Text, form.Find("shade")!.Kind);
        Assert.Contains("colour_wheel", form.Find("shade")!.Note, StringComparison.Ordinal);
        Assert.Equal(FieldKind.Text, form.Find("place")!.Kind);
    }

    [Fact]
    public void Keys_that_cannot_be_stored_are_said_and_a_hundred_is_the_limit()
    {
        var keys = string.Join('\n', Enumerable.Range(0, 120).Select(number => $"  k{number}: {{ type: string }}"));
        var form = Form($"configuration:\n  \"1up\": {{ type: string }}\n  \"a-b\": {{ type: string }}\n  {new string('x', 65)}: {{ type: string }}\n{keys}");

        Assert.Equal(100, form.Fields.Count);
        Assert.Equal(4, form.Notes.Count);
    }

    [Fact]
    public void A_default_that_does_not_fit_is_no_default()
    {
        var form = Form("""
            configuration:
              a: { type: integer, default: "30", min: 1, max: 60 }
              b: { type: integer, default: many }
              c: { type: boolean, default: "true" }
              d: { type: template, default: "{{ issue.title" }
            """);

        Assert.Equal(["30", null, "true", null], form.Fields.Select(field => field.Default));
    }

    [Fact]
    public void Fields_that_wait_for_each_other_or_for_none_are_hidden()
    {
        var form = Form("""
            setup:
              - configure:
                  title: Loop
                  fields:
                    - { key: a, type: text, showWhen: { field: b } }
                    - { key: b, type: text, showWhen: { field: a } }
                    - { key: c, type: text, showWhen: { field: nothing } }
                    - { key: d, type: text }
                    - { key: e, type: text, showWhen: { field: d } }
                    - { key: f, type: text, showWhen: { field: e } }
            """);

        Assert.Equal(["d", "e", "f"], VisibleFields.Of(form, _ => "set").Select(field => field.Key));
        Assert.Equal(["d"], VisibleFields.Of(form, _ => "false").Select(field => field.Key));
    }

    internal static ConfigurationForm Form(string body)
    {
        var indented = string.Join('\n', body.Split('\n').Select(line => "  " + line));
        var reading = ManifestSamples.Read($"model_version: \"1.0\"\nextension:\n  id: dev.acme.alerts\n  name: Alerts\n  delivery: internal\n{indented}\n");
        return ConfigurationForm.Of(reading.Manifest!);
    }

    private static (bool IsRequired, bool IsSecret, bool IsShared, string? HelpUrl) Facts(ConfigurationForm form, string key) =>
        (form.Find(key)!.IsRequired, form.Find(key)!.IsSecret, form.Find(key)!.IsShared, form.Find(key)!.HelpUrl);
}
