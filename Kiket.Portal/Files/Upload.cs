using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Files;

/// <summary>
/// One uploaded file: its name and content, and who uploaded it. Its id is random and names it on disk and in its
/// address. It never changes; several submissions may use it.
/// </summary>
public sealed class Upload
{
    public const int MaxNameLength = 120;
    public const int MaxSummaryLength = 300;

    private Upload()
    {
    }

    public Guid Id { get; private set; }

    public Guid OrganizationId { get; private set; }

    /// <summary>The owner's name for the file, cleaned. Used for display and download, never as a path.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The format of the content: <c>png</c>, <c>jpg</c>, <c>pdf</c>, <c>txt</c>, <c>json</c>.</summary>
    public string Format { get; private set; } = "";

    /// <summary>Bytes on disk, including a picture's smaller card.</summary>
    public long Length { get; private set; }

    /// <summary>Hash of the original file, in hex, so that its owner can compare it.</summary>
    public string Sha256 { get; private set; } = "";

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>One line that summarizes a scan file; null for other files.</summary>
    public string? Summary { get; private set; }

    /// <summary>When a malware scanner checked it and found nothing; null when it wasn't scanned.</summary>
    public DateTimeOffset? ScannedAt { get; private set; }

    /// <summary>
    /// Gives access to a picture that isn't public yet. A preview shared with someone without an account has it in its
    /// addresses. Random, and never gives access to a document.
    /// </summary>
    public string Key { get; private set; } = "";

    public Guid UploadedBy { get; private set; }

    public string UploadedByName { get; private set; } = "";

    public DateTimeOffset UploadedAt { get; private set; }

    /// <summary>When it became public: set when a version that uses it is approved.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>The file's name in the store.</summary>
    public string StoredName => UploadStore.NameOf(Id, Format);

    public bool IsPicture => Width > 0;

    /// <summary>Whether this key gives access to the picture.</summary>
    public bool IsOpenedBy(string? key) =>
        IsPicture && key is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Key));

    /// <param name="content">The stored content.</param>
    public static Upload Of(Guid id, Guid organizationId, string name, CachedContent content, Guid person, string personName, DateTimeOffset now) => new()
    {
        Id = id,
        OrganizationId = organizationId,
        Name = name,
        Format = content.Format,
        Length = content.Length,
        Sha256 = content.Sha256,
        Width = content.Width,
        Height = content.Height,
        Summary = content.Summary,
        ScannedAt = content.IsScanned ? now : null,
        Key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        UploadedBy = person,
        UploadedByName = personName,
        UploadedAt = now,
    };
}

/// <summary>The content of an inspected upload.</summary>
/// <param name="Length">Total bytes on disk.</param>
/// <param name="Sha256">Hash of the original file.</param>
public sealed record CachedContent(string Format, long Length, string Sha256, int Width = 0, int Height = 0, string? Summary = null, bool IsScanned = false);

internal sealed class UploadTable : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder)
    {
        builder.ToTable("Uploads");
        builder.Property(upload => upload.Id).ValueGeneratedNever();
        builder.Property(upload => upload.Name).HasMaxLength(Upload.MaxNameLength);
        builder.Property(upload => upload.Format).HasMaxLength(8);
        builder.Property(upload => upload.Sha256).HasMaxLength(64);
        builder.Property(upload => upload.Summary).HasMaxLength(Upload.MaxSummaryLength);
        builder.Property(upload => upload.UploadedByName).HasMaxLength(200);
        builder.Property(upload => upload.Key).HasMaxLength(32);
        builder.Ignore(upload => upload.StoredName);
        builder.Ignore(upload => upload.IsPicture);
        builder.HasIndex(upload => upload.OrganizationId);
        builder.HasIndex(upload => upload.UploadedAt);
    }
}
