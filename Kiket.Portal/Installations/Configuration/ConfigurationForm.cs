using Kiket.Portal.Manifests;

namespace Kiket.Portal.Installations.Configuration;

public enum FieldKind
{
    Text,
    LongText,
    Integer,
    Number,
    Boolean,
    Select,

    /// <summary>Liquid, checked before it is stored.</summary>
    Template,

    /// <summary>A JSON object.</summary>
    Object,
}

public enum FormStepKind
{
    Secrets,
    Configure,
    Test,
    Info,
    Oauth,

    /// <summary>A step of a kind that the portal doesn't know. Its fields are asked for like any others.</summary>
    Other,
}

/// <summary>One value that a customer is asked for. Texts are the publisher's.</summary>
public sealed record FormField(string Key, FieldKind Kind, string Label)
{
    public string? Description { get; init; }

    public string? Placeholder { get; init; }

    /// <summary>In the form that values are stored in; null when there is none or it doesn't fit. Always null for a secret.</summary>
    public string? Default { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Write-only: never shown again but for its last four characters.</summary>
    public bool IsSecret { get; init; }

    /// <summary>One value for the whole organization.</summary>
    public bool IsShared { get; init; }

    /// <summary>Always has its default.</summary>
    public bool IsReadOnly { get; init; }

    public IReadOnlyList<Choice> Options { get; init; } = [];

    public decimal? Min { get; init; }

    public decimal? Max { get; init; }

    /// <summary>In characters.</summary>
    public int? MaxLength { get; init; }

    /// <summary>A page of the publisher; http or https.</summary>
    public string? HelpUrl { get; init; }

    /// <summary>The portal makes a value of this length if nobody enters one.</summary>
    public int? GenerateLength { get; init; }

    public TemplateSettings? Template { get; init; }

    /// <summary>The key of the field that must have a value for this one to be asked.</summary>
    public string? ShowWhen { get; init; }

    /// <summary>What is unusual about the field, for the person who fills it in.</summary>
    public string? Note { get; init; }
}

/// <summary>A step of the setup, in the manifest's order. Texts are the publisher's.</summary>
/// <param name="Content">Markdown.</param>
/// <param name="Action">The event that a test step calls the extension with.</param>
/// <param name="Links">Only http and https.</param>
public sealed record FormStep(
    FormStepKind Kind,
    string Title,
    string? Description,
    bool IsRequired,
    string? HelpUrl,
    string? Content,
    string? Action,
    string? SuccessMessage,
    IReadOnlyList<SetupLink> Links,
    IReadOnlyList<FormField> Fields,
    string? Note);

/// <summary>
/// What a release asks of its customers, read from its manifest. A manifest with mistakes still gives a form: what can't be
/// asked is a note.
/// </summary>
/// <param name="Notes">What the manifest asks for and can't be stored.</param>
public sealed record ConfigurationForm(IReadOnlyList<FormStep> Steps, IReadOnlyList<string> Notes)
{
    /// <summary>More than any real form; a row each.</summary>
    public const int MaxKeys = 100;

    public static ConfigurationForm Empty { get; } = new([], []);

    public IReadOnlyList<FormField> Fields { get; } = [.. Steps.SelectMany(step => step.Fields)];

    public FormField? Find(string key) => Fields.FirstOrDefault(field => field.Key == key);

    public static ConfigurationForm Of(Manifest manifest) => new ReadForm(manifest).Read();
}
