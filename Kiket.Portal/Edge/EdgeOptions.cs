using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Kiket.Portal.Edge;

/// <summary>The <c>Hosting:Edge:</c> settings, which the portal and its edge share.</summary>
public sealed class EdgeOptions : IValidatableObject
{
    public const string Section = "Hosting:Edge";

    private const int MinKeyLength = 32;

    /// <summary>What the portal proves itself with to the edge. The portal creates one in its data directory when it isn't set.</summary>
    public string Key { get; set; } = "";

    /// <summary>Where the portal reaches the edge, on its outer address only.</summary>
    [Range(1, 65535, ErrorMessage = "Hosting:Edge:AdminPort must be a port from 1 to 65535.")]
    public int AdminPort { get; set; } = 3129;

    /// <summary>Where the edge takes calls to extensions, on its outer address only.</summary>
    [Range(1, 65535, ErrorMessage = "Hosting:Edge:IngressPort must be a port from 1 to 65535.")]
    public int IngressPort { get; set; } = 3130;

    /// <summary>Networks that count as public although they aren't, for tests. Refused in Production.</summary>
    public List<string> AllowRanges { get; } = [];

    internal IReadOnlyList<IPNetwork> Ranges => [.. AllowRanges.Select(IPNetwork.Parse)];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Key.Length is > 0 and < MinKeyLength)
        {
            yield return new ValidationResult($"Hosting:Edge:Key must have at least {MinKeyLength} characters.", [nameof(Key)]);
        }

        if (AllowRanges.Exists(range => !IPNetwork.TryParse(range, out _)))
        {
            yield return new ValidationResult("Hosting:Edge:AllowRanges must contain networks such as 192.0.2.0/24.", [nameof(AllowRanges)]);
        }
    }
}
