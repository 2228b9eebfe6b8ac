using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Documentation;

/// <summary>
/// A stored picture that a documentation set shows. Pictures are stored once for all sets, so this row decides who may
/// see one.
/// </summary>
public sealed partial class DocumentPicture
{
    /// <summary>The hash and the extension of a stored picture.</summary>
    public const int MaxName = 70;

    private DocumentPicture()
    {
    }

    public Guid DocumentSetId { get; private set; }

    /// <summary>The stored file's name, the last part of its address.</summary>
    public string Name { get; private set; } = "";

    internal static IEnumerable<DocumentPicture> In(Guid set, IEnumerable<SafeHtml> pages) => pages
        .SelectMany(page => Shown().Matches(page.ToString()).Select(match => match.Groups["name"].Value))
        .Distinct(StringComparer.Ordinal)
        .Select(name => new DocumentPicture { DocumentSetId = set, Name = name });

    /// <summary>How a page shows a stored picture. Text that only looks like this would need a hash that its writer can't know.</summary>
    [GeneratedRegex(
        "src=\"/files/(?<name>[0-9a-f]{64}\\.[a-z]{3,4})\"",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    internal static partial Regex Shown();
}

internal sealed class DocumentPictureTable : IEntityTypeConfiguration<DocumentPicture>
{
    public void Configure(EntityTypeBuilder<DocumentPicture> builder)
    {
        builder.ToTable("DocumentPictures");
        builder.HasKey(picture => new { picture.DocumentSetId, picture.Name });
        builder.Property(picture => picture.Name).HasMaxLength(DocumentPicture.MaxName);
        builder.HasIndex(picture => picture.Name);
    }
}
