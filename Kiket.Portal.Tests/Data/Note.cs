using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Data;

/// <summary>Something small to store, so that the rules of the database can be tested without any feature.</summary>
public sealed class Note : VersionedEntity
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public string Text { get; set; } = "";

    public DateTimeOffset WrittenAt { get; init; }
}

/// <summary>The portal's own context, with its conventions, and a table of notes.</summary>
public sealed class NotesDb(DbContextOptions options) : PortalDb(options)
{
    public DbSet<Note> Notes => Set<Note>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Note>();
        base.OnModelCreating(modelBuilder);
    }
}
