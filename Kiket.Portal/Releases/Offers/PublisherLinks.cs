using System.Text.Json.Serialization;

namespace Kiket.Portal.Releases.Offers;

/// <summary>The publisher's own pages about an extension: https addresses, each optional.</summary>
public sealed record PublisherLinks(string? Documentation = null, string? Privacy = null, string? Terms = null, string? License = null)
{
    public static PublisherLinks None { get; } = new();

    /// <summary>The links that are set, with their name in the API and a title for people.</summary>
    [JsonIgnore]
    public IReadOnlyList<PublisherLink> Set => [.. All.Where(link => !string.IsNullOrWhiteSpace(link.Address))];

    /// <summary>In the order of pages and forms; the address is empty where there is none.</summary>
    [JsonIgnore]
    public IReadOnlyList<PublisherLink> All =>
    [
        new("documentation", "Documentation", Documentation ?? ""),
        new("privacy", "Privacy policy", Privacy ?? ""),
        new("terms", "Terms", Terms ?? ""),
        new("license", "License", License ?? ""),
    ];

    /// <summary>The same with another address behind one name.</summary>
    public PublisherLinks With(string name, string? address) => name switch
    {
        "documentation" => this with { Documentation = address },
        "privacy" => this with { Privacy = address },
        "terms" => this with { Terms = address },
        "license" => this with { License = address },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such link."),
    };
}

/// <param name="Name">As in the API: <c>privacy</c>.</param>
/// <param name="Title">For people: <c>Privacy policy</c>.</param>
public sealed record PublisherLink(string Name, string Title, string Address)
{
    /// <summary>Inside a sentence: the privacy policy, the terms.</summary>
    public string InSentence => Title.ToLowerInvariant();
}
