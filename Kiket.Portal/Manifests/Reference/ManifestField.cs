using Kiket.Portal.Findings;

namespace Kiket.Portal.Manifests.Reference;

/// <summary>How much a publisher needs a field.</summary>
public enum FieldNeed
{
    Optional,

    /// <summary>Without it there is a warning.</summary>
    Recommended,

    /// <summary>Without it there is an error, always or in the case that the text names.</summary>
    Required,
}

/// <summary>One field of the manifest, for the people who write one.</summary>
/// <param name="Path">From the root, such as <c>extension.hooks[].event</c>; <c>&lt;key&gt;</c> stands for a name that the publisher chooses.</param>
/// <param name="Type">What its value is, in words.</param>
/// <param name="Text">What it is for.</param>
/// <param name="Example">A value as it stands after the colon.</param>
/// <param name="Rules">The rules that its findings come from.</param>
public sealed record ManifestField(string Path, string Type, FieldNeed Need, string Text, string Example, params IReadOnlyList<FindingRule> Rules)
{
    /// <summary>Older or other spellings that are read as well.</summary>
    public IReadOnlyList<string> AlsoRead { get; init; } = [];

    /// <summary>The field's own name, without the path to it.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..].Replace("[]", "", StringComparison.Ordinal);
}

/// <summary>Fields that belong together.</summary>
/// <param name="Anchor">Of the group on its page.</param>
/// <param name="Rules">Rules that belong to no single field.</param>
public sealed record ManifestFieldGroup(string Anchor, string Title, string Lead, IReadOnlyList<ManifestField> Fields, params IReadOnlyList<FindingRule> Rules);
