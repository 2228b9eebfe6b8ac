using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Kiket.Portal.Data;

/// <summary>
/// The portal's database. It knows no feature. It applies every <c>*Table</c> configuration of the assembly
/// and the conventions that make both providers behave alike. Open one per operation from
/// <see cref="IDbContextFactory{TContext}"/>; a circuit lives too long to share one.
/// </summary>
public abstract class PortalDb(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(PortalDb).Assembly);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            if (typeof(VersionedEntity).IsAssignableFrom(entity.ClrType))
            {
                // SQLite has no row version of its own: a [Timestamp] never changes there and the second
                // writer silently wins. The integer is raised by this context instead.
                entity.FindProperty(nameof(VersionedEntity.RowVersion))!.IsConcurrencyToken = true;
            }
        }
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // EF Core on SQLite can neither order nor compare DateTimeOffset; UTC ticks do both on every provider.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
    }

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        RaiseRowVersions();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        RaiseRowVersions();
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private void RaiseRowVersions()
    {
        foreach (var entry in ChangeTracker.Entries<VersionedEntity>())
        {
            if (entry.State == EntityState.Modified)
            {
                entry.Property(nameof(VersionedEntity.RowVersion)).CurrentValue = entry.Entity.RowVersion + 1;
            }
        }
    }

    private sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
        value => value.UtcTicks,
        ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}

/// <summary>The portal's database on SQLite: one file in the data directory.</summary>
public sealed class SqlitePortalDb(DbContextOptions<SqlitePortalDb> options) : PortalDb(options);

/// <summary>The portal's database on PostgreSQL, for more than one portal process.</summary>
public sealed class PostgreSqlPortalDb(DbContextOptions<PostgreSqlPortalDb> options) : PortalDb(options);

/// <summary>
/// An entity whose stale update is refused (<see cref="DbUpdateConcurrencyException"/>) on every provider.
/// </summary>
public abstract class VersionedEntity
{
    /// <summary>Raised by one with each saved change.</summary>
    public int RowVersion { get; private set; }
}
