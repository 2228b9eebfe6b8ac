namespace Kiket.Portal.Manifests;

/// <summary>The steps of the install wizard.</summary>
internal static class SetupReading
{
    private static readonly string[] Kinds = ["secrets", "configure", "test", "info", "oauth"];
    private static readonly string[] ObtainTypes = ["oauth2", "oauth2_client_credentials", "api_key", "token", "input", "basic", "auto_generate"];
    private static readonly string[] DynamicTypes = ["issue_type", "workflow_status", "board", "priority", "project"];

    public static IReadOnlyList<SetupStep> Read(Section extension, IReadOnlyList<ConfigurationEntry> configuration)
    {
        var steps = new List<SetupStep>();
        var index = 0;
        foreach (var item in extension.Items("setup"))
        {
            var name = $"{extension.Name("setup")}[{index++}]";
            if (item is YamlScalar { IsNull: false } bare && Array.IndexOf(Kinds, bare.Value) >= 0)
            {
                steps.Add(ReadStep(bare.Value, new Section(new YamlMap([], bare.Start, bare.End), name, extension.Notes), configuration));
                continue;
            }

            if (item is not YamlMap { Entries: [var entry, ..] } map)
            {
                extension.Notes.Add(SetupRules.StepForm, $"Step {index} is {item.Noun}; it must be a map with one key.", item);
                continue;
            }

            if (map.Entries.Count > 1)
                extension.Notes.Add(
                    SetupRules.StepForm,
                    $"Step {index} has {map.Entries.Count} keys. Only the first one, {ManifestNotes.Quote(entry.Key.Value)}, is used.",
                    map,
                    "Indent everything that belongs to the step below its key, and start every step with its own -.");
            var body = entry.Value switch
            {
                YamlMap below => below,
                YamlScalar { IsNull: true } => new YamlMap([], entry.Key.Start, entry.Key.End),
                _ => null,
            };
            if (body is null)
                extension.Notes.Add(SetupRules.StepForm, $"Step {index} ({entry.Key.Value}) is {entry.Value.Noun}; it must be a map.", entry.Value);
            else
                steps.Add(ReadStep(entry.Key.Value, new Section(body, $"{name}.{entry.Key.Value}", extension.Notes), configuration));
        }

        return steps;
    }

    private static SetupStep ReadStep(string kind, Section section, IReadOnlyList<ConfigurationEntry> configuration)
    {
        var scopes = section.Texts("scopes");
        var step = new SetupStep(
            kind,
            section.Text("title"),
            section.Text("description"),
            section.Flag("required"),
            section.Text("scope"),
            section.Text("help_url"),
            section.Text("content") ?? section.Text("markdown"),
            section.Text("action") ?? section.Text("check_endpoint"),
            section.Text("successMessage") ?? section.Text("success_message"),
            section.Text("provider"),
            scopes,
            section.Texts("collect"),
            section.Maps("fields").Select(field => ReadField(field, kind)).ToList(),
            section.Maps("links").Select(ReadLink).ToList(),
            section.Line);
        CheckStep(section, step);
        CheckReferences(section, step, configuration);
        section.Finish();
        return step;
    }

    private static void CheckStep(Section section, SetupStep step)
    {
        var asksNothing = step.Fields.Count == 0 && step.Collect.Count == 0;
        switch (step.Kind)
        {
            case "secrets" when asksNothing:
                section.Add(SetupRules.SecretsWithoutFields, "A secrets step has neither fields nor collect.");
                break;
            case "configure" when asksNothing:
                section.Add(SetupRules.ConfigureEmpty, "A configure step has neither fields nor collect.");
                break;
            case "test" when step.Action is null:
                section.Add(SetupRules.TestWithoutAction, "A test step has no action.");
                break;
            case "info" when step.Content is null && step.Title is null:
                section.Add(SetupRules.InfoEmpty, "An info step has neither title nor content.");
                break;
            case var kind when Array.IndexOf(Kinds, kind) < 0:
                section.Add(SetupRules.StepUnknown, $"The setup step {ManifestNotes.Quote(kind)} is unknown.");
                break;
        }

        if (step.HelpUrl is { } help && WebAddress.Problem(help) is { } problem)
            section.Add(SetupRules.LinkForm, $"help_url is {ManifestNotes.Quote(help)}, which {problem}.", "help_url");
    }

    private static void CheckReferences(Section section, SetupStep step, IReadOnlyList<ConfigurationEntry> configuration)
    {
        foreach (var key in step.Collect)
            if (configuration.All(entry => entry.Key != key))
                section.Add(SetupRules.CollectUnknown, $"collect names {ManifestNotes.Quote(key)}, which isn't a configuration key.", "collect");
        foreach (var field in step.Fields)
            if (field.ShowWhenField is { } other && step.Fields.All(candidate => candidate.Key != other))
                section.Add(
                    SetupRules.ShowWhenUnknown,
                    $"{field.Key ?? "A field"} is shown when {ManifestNotes.Quote(other)} is set, which isn't a field of this step.",
                    "fields");
    }

    private static SetupField ReadField(Section section, string kind)
    {
        var showWhen = section.Map.Value("showWhen") is YamlScalar ? section.Text("showWhen") : ReadShowWhen(section);
        var field = new SetupField(
            section.Text("key"),
            section.Text("type"),
            section.Text("label"),
            section.Text("description"),
            section.Text("placeholder"),
            section.Loose("default"),
            section.Flag("required"),
            ConfigurationReading.ReadOptions(section),
            showWhen,
            ReadObtain(section),
            section.Line);
        if (kind == "secrets" || field.Obtain?.Secret == true || field.Type is "secret" or "password")
            field = field with { Default = null };
        if (field.Key is null)
            section.Add(SetupRules.FieldWithoutKey, "A setup field has no key.");
        if (field is { Type: "select", Options.Count: 0 })
            section.Add(SetupRules.SelectWithoutOptions, $"The select field {ManifestNotes.Quote(field.Key ?? string.Empty)} has no options.", "type");
        if (Array.IndexOf(DynamicTypes, field.Type) >= 0 && field.Options.Count > 0)
            section.Add(
                SetupRules.DynamicWithOptions,
                $"The choices of {ManifestNotes.Quote(field.Key ?? string.Empty)} come from the project, so its options are ignored.",
                "options");
        section.Finish();
        return field;
    }

    private static string? ReadShowWhen(Section section)
    {
        var below = section.Sub("showWhen");
        return below?.Text("field");
    }

    private static Obtain? ReadObtain(Section field)
    {
        if (field.Sub("obtain") is not { } section)
            return null;
        var obtain = new Obtain(
            section.Text("type"),
            section.Flag("secret"),
            section.Text("provider"),
            section.Texts("scopes"),
            section.Text("authorization_url"),
            section.Text("token_url"),
            section.Text("help_url"),
            section.Text("store_as"));
        if (obtain.Type is { } type && Array.IndexOf(ObtainTypes, type) < 0)
            section.Add(SetupRules.ObtainUnknown, $"obtain.type is {ManifestNotes.Quote(type)}.", "type");
        if (obtain.Type is "oauth2" or "oauth2_client_credentials")
        {
            if (obtain.AuthorizationUrl is null)
                section.Add(SetupRules.OauthUrls, "An OAuth field has no authorization_url.", fix: "Add authorization_url: below obtain:.");
            if (obtain.TokenUrl is null)
                section.Add(SetupRules.OauthUrls, "An OAuth field has no token_url.", fix: "Add token_url: below obtain:.");
        }

        section.Finish();
        return obtain;
    }

    private static SetupLink ReadLink(Section section)
    {
        var link = new SetupLink(section.Text("label"), section.Text("url"), section.Text("icon"), section.Line);
        if (link.Label is null || link.Url is null)
            section.Add(
                SetupRules.LinkIncomplete, $"A link has no {(link.Url is null ? "url" : "label")}.", fix: $"Add {(link.Url is null ? "url" : "label")}:.");
        else if (WebAddress.Problem(link.Url) is { } problem)
            section.Add(
                SetupRules.LinkForm, $"The link {ManifestNotes.Quote(link.Label)} leads to {ManifestNotes.Quote(link.Url)}, which {problem}.", "url");
        section.Finish();
        return link;
    }
}
