using Kiket.Portal.Data;
using Microsoft.EntityFrameworkCore;

namespace Kiket.Portal.Tests.Data;

/// <summary>What was forgotten in a migration is found here, not by the first portal that starts with it.</summary>
public sealed class MigrationTests
{
    [Fact]
    public void Sqlites_migrations_contain_everything_in_the_model()
    {
        using var db = new SqlitePortalDb(new DbContextOptionsBuilder<SqlitePortalDb>().UseSqlite("Data Source=:memory:").Options);

        Assert.False(db.Database.HasPendingModelChanges());
    }

    [Fact]
    public void PostgreSqls_migrations_contain_everything_in_the_model()
    {
        using var db = new PostgreSqlPortalDb(new DbContextOptionsBuilder<PostgreSqlPortalDb>().UseNpgsql("Host=nowhere.invalid").Options);

        Assert.False(db.Database.HasPendingModelChanges());
    }
}
