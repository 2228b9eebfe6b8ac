namespace Kiket.Portal.Manifests;

/// <summary>Events, hooks, and what the extension adds to the product.</summary>
internal static class EventsReading
{
    public static Manifest Read(Section extension, Manifest manifest)
    {
        var events = extension.Texts("activationEvents");
        var older = extension.Texts("activation_events");
        var contributes = extension.Sub("contributes");
        var read = manifest with
        {
            ActivationEvents = events.Concat(older).Distinct(StringComparer.Ordinal).ToList(),
            LifecycleEvents = [.. extension.Texts("lifecycleEvents"), .. extension.Texts("lifecycle_events")],
            Capabilities = extension.Texts("capabilities"),
            Tags = extension.Texts("tags"),
            Hooks = ReadHooks(extension, manifest.Configuration),
            Commands = contributes?.Maps("commands").Select(ReadCommand).ToList() ?? [],
            WorkflowActions = contributes?.Maps("workflow_actions").Select(ReadAction).ToList() ?? [],
            IncomingWebhooks = ReadIncoming(extension),
        };
        contributes?.Finish();
        return read;
    }

    private static List<Hook> ReadHooks(Section extension, IReadOnlyList<ConfigurationEntry> configuration)
    {
        var hooks = new List<Hook>();
        var index = 0;
        foreach (var item in extension.Items("hooks"))
        {
            var name = $"{extension.Name("hooks")}[{index++}]";
            if (item is YamlMap map)
                hooks.Add(ReadHook(new Section(map, name, extension.Notes), configuration));
            else if (Section.TextOf(item, name, extension.Notes) is { } word)
                hooks.Add(new Hook(word, null, null, false, null, null, null, null, extension.Notes.LineOf(item)));
        }

        return hooks;
    }

    private static Hook ReadHook(Section section, IReadOnlyList<ConfigurationEntry> configuration)
    {
        var hook = new Hook(
            section.Text("event"),
            section.Number("timeout"),
            section.Number("retries"),
            section.Flag("required"),
            section.Text("description"),
            section.Text("template"),
            section.Text("endpoint") ?? section.Text("url"),
            section.Text("version"),
            section.Line);
        if (hook.Event is null)
            section.Add(DeliveryRules.HookWithoutEvent, "A hook has no event.");
        if (hook.Timeout is < 5000 or > 60_000)
            section.Add(DeliveryRules.HookTimeout, $"The timeout of {hook.Event ?? "a hook"} is {hook.Timeout} ms.", "timeout");
        if (hook.Retries is < 0 or > 3)
            section.Add(DeliveryRules.HookRetries, $"The retries of {hook.Event ?? "a hook"} are {hook.Retries}.", "retries");
        if (hook.Template is { } template && configuration.All(entry => entry.Key != template))
            section.Add(DeliveryRules.HookTemplate, $"The template {ManifestNotes.Quote(template)} isn't a configuration key.", "template");
        section.Finish();
        return hook;
    }

    private static Command ReadCommand(Section section)
    {
        var command = new Command(
            section.Text("command") ?? section.Text("id"),
            section.Text("title"),
            section.Text("description"),
            section.Text("category"),
            section.Text("icon"),
            section.Texts("keywords"),
            section.Texts("permissions"),
            section.Node("context") is { } context ? Section.LooseText(context) : null,
            ReadHandler(section),
            section.Line);
        if (command.Id is null)
            section.Add(
                DeliveryRules.CommandWithoutName,
                $"The command {(command.Title is { } title ? ManifestNotes.Quote(title) + " " : string.Empty)}has no command name.");
        section.Finish();
        return command;
    }

    private static WorkflowAction ReadAction(Section section)
    {
        var action = new WorkflowAction(
            section.Text("id"),
            section.Text("name"),
            section.Text("icon"),
            section.Text("description"),
            ReadHandler(section),
            section.Maps("parameters").Select(ReadParameter).ToList(),
            section.Line);
        if (action.Id is null)
            section.Add(
                DeliveryRules.ActionWithoutId, $"The workflow action {(action.Name is { } name ? ManifestNotes.Quote(name) + " " : string.Empty)}has no id.");
        section.Finish();
        return action;
    }

    private static ActionParameter ReadParameter(Section section)
    {
        var parameter = new ActionParameter(
            section.Text("key"),
            section.Text("type"),
            section.Text("label"),
            section.Text("placeholder"),
            section.Flag("required"),
            section.Line);
        if (parameter.Key is null)
            section.Add(DeliveryRules.ParameterWithoutKey, "A parameter has no key.");
        section.Finish();
        return parameter;
    }

    private static Handler? ReadHandler(Section section)
    {
        if (section.Map.Value("handler") is YamlScalar)
            return section.Text("handler") is { } word ? new Handler(null, word) : null;
        if (section.Sub("handler") is not { } handler)
            return null;
        var read = new Handler(handler.Text("type"), handler.Text("event"));
        handler.Finish();
        return read;
    }

    private static List<IncomingWebhook> ReadIncoming(Section extension)
    {
        var webhooks = new List<IncomingWebhook>();
        foreach (var source in (ReadOnlySpan<string>)["github", "jira"])
        {
            if (extension.Sub(source + "_webhooks") is not { } section)
                continue;
            webhooks.Add(new IncomingWebhook(source, section.Text("endpoint"), section.Texts("events"), section.Line));
            section.Finish();
        }

        return webhooks;
    }
}
