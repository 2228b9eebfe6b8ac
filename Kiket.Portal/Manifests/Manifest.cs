namespace Kiket.Portal.Manifests;

/// <summary>
/// Everything in a manifest, as read. Immutable and stored as JSON with a submission and a release, so that the reviewed
/// version can be compared with later ones. A value that is missing in the file is null, and a missing list is empty.
/// Nothing here is guessed.
/// </summary>
public sealed record Manifest
{
    /// <summary><c>extension.id</c> as written, or null when missing.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>As written; strict semantic versioning is a rule (M210), not needed for reading.</summary>
    public string? Version { get; init; }

    public string? ModelVersion { get; init; }

    /// <summary>As written. The platform treats a missing value as <c>v1</c>.</summary>
    public string? ApiVersion { get; init; }

    public string? Description { get; init; }

    public string? Author { get; init; }

    public string? Homepage { get; init; }

    public string? License { get; init; }

    public string? Sdk { get; init; }

    /// <summary><c>http</c> or <c>internal</c>, as written.</summary>
    public string? Delivery { get; init; }

    /// <summary>A free-form hosting description from the seed data.</summary>
    public string? Host { get; init; }

    public Callback? Callback { get; init; }

    public IReadOnlyList<string> ActivationEvents { get; init; } = [];

    public IReadOnlyList<string> LifecycleEvents { get; init; } = [];

    public IReadOnlyList<Permission> Permissions { get; init; } = [];

    public IReadOnlyList<string> Capabilities { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<Hook> Hooks { get; init; } = [];

    public IReadOnlyList<Command> Commands { get; init; } = [];

    public IReadOnlyList<WorkflowAction> WorkflowActions { get; init; } = [];

    public IReadOnlyList<ConfigurationEntry> Configuration { get; init; } = [];

    public IReadOnlyList<SecretEntry> Secrets { get; init; } = [];

    public IReadOnlyList<SetupStep> Setup { get; init; } = [];

    public IReadOnlyList<OutputField> OutputFields { get; init; } = [];

    public IReadOnlyList<ModulePermission> CustomData { get; init; } = [];

    public OauthProvider? ProvidesOauth { get; init; }

    public OauthProvider? RequiresOauth { get; init; }

    public RateLimiting? RateLimiting { get; init; }

    /// <summary><c>github_webhooks</c>, <c>jira_webhooks</c>: the events of another system that the extension receives.</summary>
    public IReadOnlyList<IncomingWebhook> IncomingWebhooks { get; init; } = [];

    /// <summary>Path in the repository, or an address. The portal draws an icon when it can't be fetched.</summary>
    public string? Icon { get; init; }

    public HostingBlock? Hosting { get; init; }

    public Pricing? Pricing { get; init; }

    public Compatibility? Compatibility { get; init; }

    public BillingTerms? Billing { get; init; }

    /// <summary>
    /// Paths (or addresses) that return 200 when the extension is healthy: the ones the manifest declares, otherwise
    /// <c>/health</c>. Empty for internal delivery, because there is nothing to call.
    /// </summary>
    public IReadOnlyList<string> HealthEndpoints { get; init; } = [];

    /// <summary>Fields that no rule knows. They are stored and shown, never an error.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];

    /// <summary>
    /// One-based lines of single fields by path, such as <c>version</c> or <c>callback.url</c>. The entries of
    /// lists have their own.
    /// </summary>
    public IReadOnlyDictionary<string, int> Lines { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The one-based line of a field by its path below <c>extension</c>, or null when it is missing.</summary>
    public int? LineOf(string path) => Lines.TryGetValue(path, out var line) ? line : null;
}

/// <summary>Where events are delivered.</summary>
/// <param name="Url">Absolute https, or <c>${EXTENSION_BASE_URL}</c> with an optional path.</param>
/// <param name="Secret">A reference such as <c>env.NAME</c>; null when the file contains a literal secret.</param>
/// <param name="Timeout">Milliseconds.</param>
public sealed record Callback(
    string? Url,
    string? Secret,
    int? Timeout,
    bool Required,
    IReadOnlyDictionary<string, string> Headers,
    int Line);

/// <summary>One permission that the extension requests.</summary>
/// <param name="Declared">As spelled in the manifest; the key of its justification.</param>
/// <param name="Scope">Normalised <c>resource:verb</c>, or a single word for scopes without a verb.</param>
/// <param name="Actions">The actions, in the form of the flat layout.</param>
public sealed record Permission(string Declared, string Scope, IReadOnlyList<string> Actions, string? Description, int Line = 0);

/// <summary>An event that the extension receives.</summary>
/// <param name="Timeout">Milliseconds.</param>
/// <param name="IsGuard">A required hook: if it fails, the guarded step doesn't happen.</param>
/// <param name="Template">Key of the configuration entry with the text.</param>
public sealed record Hook(
    string? Event,
    int? Timeout,
    int? Retries,
    bool IsGuard,
    string? Description,
    string? Template,
    string? Endpoint,
    string? Version,
    int Line);

/// <summary>What runs when someone chooses a command or an action.</summary>
public sealed record Handler(string? Type, string? Event);

/// <summary>A command that people can run.</summary>
public sealed record Command(
    string? Id,
    string? Title,
    string? Description,
    string? Category,
    string? Icon,
    IReadOnlyList<string> Keywords,
    IReadOnlyList<string> Roles,
    string? Context,
    Handler? Handler,
    int Line);

/// <summary>An action that workflows and automations can use.</summary>
public sealed record WorkflowAction(
    string? Id,
    string? Name,
    string? Icon,
    string? Description,
    Handler? Handler,
    IReadOnlyList<ActionParameter> Parameters,
    int Line);

public sealed record ActionParameter(string? Key, string? Type, string? Label, string? Placeholder, bool Required, int Line);

/// <summary>A field of the manifest that no rule knows.</summary>
/// <param name="Path">Dotted path from the root, such as <c>extension.compliance</c>.</param>
/// <param name="Value">The text as written, with its own lines.</param>
public sealed record UnknownField(string Path, string Value, int Line);
