using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Documentation;

internal sealed class DocumentSetTable : IEntityTypeConfiguration<DocumentSet>
{
    public void Configure(EntityTypeBuilder<DocumentSet> builder)
    {
        builder.Property(set => set.Id).ValueGeneratedNever();
        builder.Property(set => set.Commit).HasMaxLength(64);
        builder.HasIndex(set => new { set.RepositoryId, set.Commit });
        builder.HasMany(set => set.Pages).WithOne().HasForeignKey(page => page.DocumentSetId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(set => set.Pages).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.HasMany(set => set.Pictures).WithOne().HasForeignKey(picture => picture.DocumentSetId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(set => set.Pictures).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.Property(set => set.RenderProblem).HasMaxLength(DocumentSet.MaxProblem);
        builder.HasIndex(set => set.Renderer);
    }
}

internal sealed class DocumentPageTable : IEntityTypeConfiguration<DocumentPage>
{
    public void Configure(EntityTypeBuilder<DocumentPage> builder)
    {
        builder.Property(page => page.Id).ValueGeneratedNever();
        builder.Property(page => page.Path).HasMaxLength(1000);
        builder.Property(page => page.Html).HasConversion(html => html.ToString(), stored => SafeHtml.FromStored(stored));
        builder.Property(page => page.Headings).HasJson();
        builder.Property(page => page.Kinds).HasJson();
        builder.HasIndex(page => new { page.DocumentSetId, page.Tab, page.Order });
    }
}
