using System.Text.RegularExpressions;
using Semver;

namespace Kiket.Portal.Manifests;

/// <summary>Identity and description.</summary>
internal static partial class IdentityReading
{
    public const int MaxVersionLength = 256;

    private const int MaxIdLength = 128;
    private const int MaxNameLength = 80;

    private static readonly string[] Sdks = ["ruby", "python", "node", "java", "dotnet", "go"];

    public static Manifest Read(Section top, Section extension, Manifest manifest)
    {
        top.Know("extension");
        var read = manifest with
        {
            ModelVersion = top.Text("model_version"),
            Id = extension.Text("id"),
            Name = extension.Text("name"),
            Version = extension.Text("version"),
            ApiVersion = extension.Text("api_version"),
            Description = extension.Text("description"),
            Author = extension.Text("author"),
            Homepage = extension.Text("homepage"),
            License = extension.Text("license"),
            Sdk = extension.Text("sdk"),
            Host = extension.Text("host"),
            Icon = extension.Sub("assets")?.Text("icon") ?? extension.Text("icon"),
        };
        CheckModel(top, read);
        CheckId(extension, read.Id);
        CheckName(extension, read.Name);
        CheckVersion(extension, read.Version);
        CheckLabels(extension, read);
        return read;
    }

    private static void CheckModel(Section top, Manifest manifest)
    {
        if (manifest.ModelVersion is null)
            top.Notes.Add(IdentityRules.ModelVersionMissing, "model_version is missing.", top.Map);
        else if (manifest.ModelVersion != "1.0")
            top.Add(IdentityRules.ModelVersionUnknown, $"model_version is {ManifestNotes.Quote(manifest.ModelVersion)}; only \"1.0\" exists.", "model_version");
    }

    private static void CheckId(Section extension, string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
            extension.Add(IdentityRules.IdMissing, "extension.id is missing.", "id");
        else if (id.Length > MaxIdLength || !SafeId().IsMatch(id) || id.Contains("..", StringComparison.Ordinal))
            extension.Add(IdentityRules.IdUnsafe, $"The id {ManifestNotes.Quote(id)} can't be part of an address.", "id");
        else if (!IdForm().IsMatch(id))
            extension.Add(
                IdentityRules.IdForm,
                $"The id {ManifestNotes.Quote(id)} should be a lower-case letter followed by lower-case letters, digits, dots and hyphens.",
                "id");
        else if (!id.Contains('.', StringComparison.Ordinal))
            extension.Add(IdentityRules.IdWithoutDot, $"The id {ManifestNotes.Quote(id)} has no dot.", "id");
    }

    private static void CheckName(Section extension, string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            extension.Add(IdentityRules.NameMissing, "extension.name is missing.", "name");
        else if (name.Length > MaxNameLength)
            extension.Add(IdentityRules.NameLong, $"The name has {name.Length} characters; the limit is {MaxNameLength}.", "name");
    }

    private static void CheckVersion(Section extension, string? version)
    {
        if (string.IsNullOrWhiteSpace(version))
        {
            extension.Add(IdentityRules.VersionMissing, "extension.version is missing.", "version");
            return;
        }

        if (SemVersion.TryParse(version, SemVersionStyles.Strict, out _, MaxVersionLength))
            return;
        var loose = version.Length <= MaxVersionLength && SemVersion.TryParse(version, SemVersionStyles.Any, out var meant, MaxVersionLength)
            ? meant.ToString()
            : null;
        extension.Add(
            IdentityRules.VersionForm,
            $"{ManifestNotes.Quote(version)} isn't a semantic version.",
            "version",
            loose is null ? null : $"Write version: {loose}.");
    }

    private static void CheckLabels(Section extension, Manifest manifest)
    {
        if (manifest.ApiVersion is { } api && !ApiForm().IsMatch(api))
            extension.Add(IdentityRules.ApiVersionForm, $"api_version is {ManifestNotes.Quote(api)}.", "api_version");
        if (manifest.Sdk is null)
            extension.Add(IdentityRules.SdkMissing, "sdk is missing.", "sdk");
        else if (Array.IndexOf(Sdks, manifest.Sdk) < 0)
            extension.Add(IdentityRules.SdkUnknown, $"sdk is {ManifestNotes.Quote(manifest.Sdk)}.", "sdk");
        if (string.IsNullOrWhiteSpace(manifest.Description))
            extension.Add(IdentityRules.DescriptionMissing, "The description is missing.", "description");
        if (manifest.Homepage is { } homepage && WebAddress.Problem(homepage) is { } problem)
            extension.Add(IdentityRules.HomepageForm, $"homepage is {ManifestNotes.Quote(homepage)}, which {problem}.", "homepage");
        if (manifest.Icon is { } icon && !WebAddress.IsWeb(icon) && !RepositoryPath.IsInside(icon))
            extension.Add(
                IdentityRules.IconForm,
                $"The icon {ManifestNotes.Quote(icon)} is neither a file in the repository nor an address.",
                extension.Map.Find("assets") is null ? "icon" : "assets");
    }

    // \A and \z, never ^ and $, which would allow an id of two lines.
    [GeneratedRegex(@"\A[a-z][a-z0-9.-]+\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex IdForm();

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex SafeId();

    [GeneratedRegex(@"\Av[0-9]+\z", RegexOptions.CultureInvariant, 250)]
    private static partial Regex ApiForm();
}
