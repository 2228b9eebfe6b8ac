namespace Kiket.Portal.Manifests;

/// <summary>
/// Everything a manifest says, as read. Immutable and stored as JSON with a submission and a release, so that
/// what was reviewed can be compared with what comes later. A value that is absent in the file is null, and a
/// list that is absent is empty; nothing here is guessed.
/// </summary>
public sealed record Manifest
{
    /// <summary><c>extension.id</c> as written, or null when missing.</summary>
    public string? Id { get; init; }

    public string? Name { get; init; }

    /// <summary>As written; strict semantic versioning is a rule (M210), not a condition for reading.</summary>
    public string? Version { get; init; }

    public string? ModelVersion { get; init; }

    /// <summary>As written; the platform reads an absent one as <c>v1</c>.</summary>
    public string? ApiVersion { get; init; }

    public string? Description { get; init; }

    public string? Author { get; init; }

    public string? Homepage { get; init; }

    public string? License { get; init; }

    public string? Sdk { get; init; }

    /// <summary><c>http</c> or <c>internal</c>, as written.</summary>
    public string? Delivery { get; init; }

    /// <summary>The seed's free word on how the extension is hosted.</summary>
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

    /// <summary><c>github_webhooks</c>, <c>jira_webhooks</c>: what another system calls the extension about.</summary>
    public IReadOnlyList<IncomingWebhook> IncomingWebhooks { get; init; } = [];

    /// <summary>Path in the repository, or an address; the portal draws one when it cannot be had.</summary>
    public string? Icon { get; init; }

    public HostingBlock? Hosting { get; init; }

    public Pricing? Pricing { get; init; }

    public Compatibility? Compatibility { get; init; }

    public BillingTerms? Billing { get; init; }

    /// <summary>
    /// Paths (or addresses) that answer 200 when the extension is well: what the manifest declares, otherwise
    /// <c>/health</c>. Empty for internal delivery, where there is nothing to call.
    /// </summary>
    public IReadOnlyList<string> HealthEndpoints { get; init; } = [];

    /// <summary>Fields that no rule knows: kept and shown, never an error.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];

    /// <summary>
    /// One-based lines of single fields by path, such as <c>version</c> or <c>callback.url</c>; the entries of
    /// lists carry their own.
    /// </summary>
    public IReadOnlyDictionary<string, int> Lines { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>The one-based line of a field by its path below <c>extension</c>, when it is there.</summary>
    public int? LineOf(string path) => Lines.TryGetValue(path, out var line) ? line : null;
}

/// <summary>Where events are delivered.</summary>
/// <param name="Url">Absolute https, or <c>${EXTENSION_BASE_URL}</c> with an optional path.</param>
/// <param name="Secret">A reference such as <c>env.NAME</c>; null when the file holds a literal secret.</param>
/// <param name="Timeout">Milliseconds.</param>
public sealed record Callback(
    string? Url,
    string? Secret,
    int? Timeout,
    bool Required,
    IReadOnlyDictionary<string, string> Headers,
    int Line);

/// <summary>One permission the extension asks for.</summary>
/// <param name="Declared">As the manifest spells it; justifications are keyed by this.</param>
/// <param name="Scope">Normalised <c>resource:verb</c>, or the bare word for scopes without a verb.</param>
/// <param name="Actions">The actions of the flat layout's form.</param>
public sealed record Permission(string Declared, string Scope, IReadOnlyList<string> Actions, string? Description, int Line = 0);

/// <summary>An event the extension is called for.</summary>
/// <param name="Timeout">Milliseconds.</param>
/// <param name="IsGuard">A required hook: its failure denies what it guards.</param>
/// <param name="Template">Key of the configuration entry that holds the text.</param>
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

/// <summary>What is run when somebody chooses a command or an action.</summary>
public sealed record Handler(string? Type, string? Event);

/// <summary>A command people can run.</summary>
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

/// <summary>An own field of the manifest that no rule knows.</summary>
/// <param name="Path">Dotted path from the root, such as <c>extension.compliance</c>.</param>
/// <param name="Value">The text as written, with its own lines.</param>
public sealed record UnknownField(string Path, string Value, int Line);
