using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Files;

/// <summary>
/// One uploaded file: what it is called and holds, and who brought it. Its id is random, names it on the disk and in
/// its address, and says nothing. It never changes; several submissions may use it.
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

    /// <summary>As its owner called it, cleaned: shown and offered when it is downloaded, never used as a path.</summary>
    public string Name { get; private set; } = "";

    /// <summary>What the content is: <c>png</c>, <c>jpg</c>, <c>pdf</c>, <c>txt</c>, <c>json</c>.</summary>
    public string Format { get; private set; } = "";

    /// <summary>Bytes on the disk, a picture's smaller card included.</summary>
    public long Length { get; private set; }

    /// <summary>Of what was sent, in hex: whoever has the file can check that it is the one.</summary>
    public string Sha256 { get; private set; } = "";

    public int Width { get; private set; }

    public int Height { get; private set; }

    /// <summary>One line on what a scan file says; null for other files.</summary>
    public string? Summary { get; private set; }

    /// <summary>When a malware scanner found nothing in it; null when none looked.</summary>
    public DateTimeOffset? ScannedAt { get; private set; }

    /// <summary>
    /// Opens a picture that is not public yet to whoever is shown it: a preview that is shared with somebody without
    /// an account holds it in its addresses. Random, and never the key to a document.
    /// </summary>
    public string Key { get; private set; } = "";

    public Guid UploadedBy { get; private set; }

    public string UploadedByName { get; private set; } = "";

    public DateTimeOffset UploadedAt { get; private set; }

    /// <summary>When everybody may read it: set as a version that uses it is approved.</summary>
    public DateTimeOffset? PublishedAt { get; private set; }

    /// <summary>The file's name in the store.</summary>
    public string StoredName => UploadStore.NameOf(Id, Format);

    public bool IsPicture => Width > 0;

    /// <summary>Whether somebody who shows this key may see the picture.</summary>
    public bool IsOpenedBy(string? key) => IsPicture && key is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(Key));

    /// <param name="content">What was kept of it.</param>
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

/// <summary>What an inspected upload holds.</summary>
/// <param name="Length">Bytes on the disk in all.</param>
/// <param name="Sha256">Of what was sent.</param>
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
