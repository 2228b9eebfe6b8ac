namespace Kiket.Portal.Manifests;

/// <summary>One setting that a customer fills in.</summary>
/// <param name="Default">As text; lists and maps as JSON. Always null for a secret.</param>
/// <param name="Shared">One value for the whole organization (<c>scope: extension</c>), not per installation.</param>
/// <param name="AutoGenerateLength">Length of the value if the platform generates it.</param>
public sealed record ConfigurationEntry(
    string Key,
    string? Type,
    string? Label,
    string? Description,
    string? Default,
    bool Required,
    bool Secret,
    bool Shared,
    IReadOnlyList<Choice> Options,
    decimal? Min,
    decimal? Max,
    bool Multiline,
    bool ReadOnly,
    string? HelpUrl,
    int? AutoGenerateLength,
    TemplateSettings? Template,
    IReadOnlyDictionary<string, string> Oauth,
    int Line);

/// <summary>One option of a select setting.</summary>
public sealed record Choice(string Value, string Label);

/// <summary>How a template setting is edited and what it must contain.</summary>
public sealed record TemplateSettings(
    string? Editor,
    string? Language,
    IReadOnlyList<string> Variables,
    int? MaxLength,
    IReadOnlyList<string> RequiredVariables);

/// <summary>A secret declared by <c>secrets</c>.</summary>
public sealed record SecretEntry(string? Key, string? Label, string? Description, bool Required, int Line);

/// <summary>One step of the install wizard.</summary>
/// <param name="Kind"><c>secrets</c>, <c>configure</c>, <c>test</c>, <c>info</c>, <c>oauth</c>, or the unknown word as written.</param>
/// <param name="Content">Text of an info step, Markdown.</param>
/// <param name="Collect">Keys of the configuration entries in this step.</param>
public sealed record SetupStep(
    string Kind,
    string? Title,
    string? Description,
    bool Required,
    string? Scope,
    string? HelpUrl,
    string? Content,
    string? Action,
    string? SuccessMessage,
    string? Provider,
    IReadOnlyList<string> Scopes,
    IReadOnlyList<string> Collect,
    IReadOnlyList<SetupField> Fields,
    IReadOnlyList<SetupLink> Links,
    int Line);

public sealed record SetupField(
    string? Key,
    string? Type,
    string? Label,
    string? Description,
    string? Placeholder,
    string? Default,
    bool Required,
    IReadOnlyList<Choice> Options,
    string? ShowWhenField,
    Obtain? Obtain,
    int Line);

/// <summary>How to get a secret.</summary>
public sealed record Obtain(
    string? Type,
    bool Secret,
    string? Provider,
    IReadOnlyList<string> Scopes,
    string? AuthorizationUrl,
    string? TokenUrl,
    string? HelpUrl,
    string? StoreAs);

public sealed record SetupLink(string? Label, string? Url, string? Icon, int Line);

/// <summary>A value that the extension returns and the platform shows.</summary>
public sealed record OutputField(string Key, string? Label, string? Description, string? Type, string? Icon, string? HelpUrl, int Line);
