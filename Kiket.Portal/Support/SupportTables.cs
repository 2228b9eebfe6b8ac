using Kiket.Portal.Data;
using Kiket.Portal.Extensions;
using Kiket.Portal.Files;
using Kiket.Portal.Organizations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Kiket.Portal.Support;

internal sealed class TicketTable : IEntityTypeConfiguration<Ticket>
{
    public void Configure(EntityTypeBuilder<Ticket> builder)
    {
        builder.ToTable("Tickets");
        builder.Property(ticket => ticket.Id).ValueGeneratedNever();
        builder.Property(ticket => ticket.Version).HasMaxLength(256);
        builder.Property(ticket => ticket.FixedIn).HasMaxLength(256);
        builder.Property(ticket => ticket.Subject).HasMaxLength(TicketContent.MaxSubject);
        builder.Property(ticket => ticket.Promise).HasJson();
        builder.Property(ticket => ticket.Diagnostics).HasJson();
        builder.Property(ticket => ticket.OpenedByName).HasMaxLength(200);
        builder.Property(ticket => ticket.Comment).HasMaxLength(Ticket.MaxComment);
        builder.HasMany(ticket => ticket.Events).WithOne().HasForeignKey(one => one.TicketId).OnDelete(DeleteBehavior.Restrict);
        builder.HasMany(ticket => ticket.Messages).WithOne().HasForeignKey(message => message.TicketId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(ticket => new { ticket.PublisherId, ticket.State, ticket.DueAt });
        builder.HasIndex(ticket => new { ticket.OrganizationId, ticket.ChangedAt });
        builder.HasIndex(ticket => new { ticket.ExtensionKey, ticket.OpenedAt });
        builder.HasIndex(ticket => ticket.CheckAt).HasFilter("\"CheckAt\" IS NOT NULL");
        builder.HasIndex(ticket => ticket.EscalatedAt).HasFilter("\"EscalatedAt\" IS NOT NULL");
        builder.HasOne<Extension>().WithMany().HasForeignKey(ticket => ticket.ExtensionKey).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(ticket => ticket.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(ticket => ticket.PublisherId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TicketEventTable : IEntityTypeConfiguration<TicketEvent>
{
    public void Configure(EntityTypeBuilder<TicketEvent> builder)
    {
        builder.ToTable("TicketEvents");
        builder.Property(one => one.Id).ValueGeneratedNever();
        builder.Property(one => one.ByName).HasMaxLength(200);
        builder.Property(one => one.Detail).HasMaxLength(256);
        builder.Ignore(one => one.IsFirstResponse);
        // Two at the same moment: the later one reads the other's first.
        builder.HasIndex(one => new { one.TicketId, one.Number }).IsUnique();
        // A clock reaches a threshold once, whatever runs twice.
        builder.HasIndex(one => new { one.TicketId, one.Clock, one.Threshold }).IsUnique().HasFilter("\"Threshold\" IS NOT NULL");
    }
}

internal sealed class TicketMessageTable : IEntityTypeConfiguration<TicketMessage>
{
    public void Configure(EntityTypeBuilder<TicketMessage> builder)
    {
        builder.ToTable("TicketMessages");
        builder.Property(message => message.Id).ValueGeneratedNever();
        builder.Property(message => message.ByName).HasMaxLength(200);
        builder.Property(message => message.Text).HasMaxLength(TicketMessage.MaxText);
        builder.HasIndex(message => new { message.TicketId, message.At });
        builder.HasMany(message => message.Files).WithOne().HasForeignKey(file => file.MessageId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class TicketFileTable : IEntityTypeConfiguration<TicketFile>
{
    public void Configure(EntityTypeBuilder<TicketFile> builder)
    {
        builder.ToTable("TicketFiles");
        builder.Property(file => file.Id).ValueGeneratedNever();
        builder.Property(file => file.Name).HasMaxLength(Upload.MaxNameLength);
        builder.Property(file => file.Format).HasMaxLength(8);
        builder.Property(file => file.Sha256).HasMaxLength(64);
        builder.HasIndex(file => file.MessageId);
        // Those that wait for a message.
        builder.HasIndex(file => new { file.UploadedBy, file.Draft }).HasFilter("\"MessageId\" IS NULL");
    }
}

internal sealed class CannedReplyTable : IEntityTypeConfiguration<CannedReply>
{
    public void Configure(EntityTypeBuilder<CannedReply> builder)
    {
        builder.ToTable("CannedReplies");
        builder.Property(reply => reply.Id).ValueGeneratedNever();
        builder.Property(reply => reply.Title).HasMaxLength(CannedReply.MaxTitle);
        builder.Property(reply => reply.Text).HasMaxLength(CannedReply.MaxText);
        builder.HasIndex(reply => new { reply.OrganizationId, reply.Title }).IsUnique();
    }
}
