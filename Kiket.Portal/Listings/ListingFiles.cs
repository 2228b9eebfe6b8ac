using System.Text.Json.Serialization;
using Kiket.Portal.Files;

namespace Kiket.Portal.Listings;

/// <summary>A picture of a listing.</summary>
/// <param name="Id">The upload's; its address.</param>
public sealed record ListedPicture(Guid Id, string Caption, int Width, int Height)
{
    /// <summary>Gives access to it before it is public; null on a listing.</summary>
    [JsonIgnore]
    public string? Key { get; init; }

    [JsonIgnore]
    public string Address => UploadAddress.WithKey(UploadAddress.Of(Id), Key);

    /// <summary>Its 16:9 part, 640 × 360.</summary>
    [JsonIgnore]
    public string CardAddress => UploadAddress.WithKey(UploadAddress.CardOf(Id), Key);
}

/// <summary>A document that customers may read.</summary>
/// <param name="Summary">A summary of a scanner's file in one line.</param>
/// <param name="ScannedAt">When a malware scanner found nothing in it; null when it wasn't scanned.</param>
public sealed record ListedDocument(
    Guid Id, UploadKind Kind, string Name, string Format, long Length, string Sha256, DateTimeOffset UploadedAt, string? Summary, DateTimeOffset? ScannedAt)
{
    [JsonIgnore]
    public string Address => UploadAddress.Of(Id);
}

/// <summary>The pictures and documents that a listing shows, frozen with its release.</summary>
public sealed record ListingFiles
{
    public static ListingFiles None { get; } = new();

    public ListedPicture? Icon { get; init; }

    public IReadOnlyList<ListedPicture> Screenshots { get; init; } = [];

    public IReadOnlyList<ListedDocument> Documents { get; init; } = [];

    /// <summary>Whether an upload is one of them.</summary>
    public bool Show(Guid upload) => Icon?.Id == upload || Screenshots.Any(shot => shot.Id == upload) || Documents.Any(document => document.Id == upload);
}
