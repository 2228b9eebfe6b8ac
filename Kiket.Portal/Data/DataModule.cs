using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Kiket.Portal.Data;

public static class DataModule
{
    /// <summary>Long enough to wait for other writers, short enough to tell a person "busy, try again".</summary>
    internal const int CommandTimeoutSeconds = 5;

    private const string NoConnection = "Database:Provider is PostgreSql, so set ConnectionStrings:Portal.";

    public static IServiceCollection AddData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PortalOptions>().BindConfiguration(PortalOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<DatabaseOptions>()
            .BindConfiguration(DatabaseOptions.Section)
            .Validate(
                options => options.Provider != DatabaseProvider.PostgreSql || configuration.GetConnectionString("Portal") is { Length: > 0 },
                NoConnection)
            .ValidateOnStart();
        services.AddSingleton<DataDirectory>();
        services.AddSingleton<SecretLinks>();
        services.AddSingleton<MigrateDatabase>();
        services.AddHostedService<HoldDataDirectory>();
        services.AddHostedService<MigrateAtStart>();
        services.AddSingleton(TimeProvider.System);

        var provider = configuration.GetValue("Database:Provider", DatabaseProvider.Sqlite);
        if (provider == DatabaseProvider.PostgreSql)
        {
            services.AddPooledDbContextFactory<PostgreSqlPortalDb>((provided, options) =>
            {
                UsePostgreSql(options, configuration);
                options.AddInterceptors(provided.GetServices<ISaveChangesInterceptor>());
            });
            services.AddSingleton<IDbContextFactory<PortalDb>, Factory<PostgreSqlPortalDb>>();
        }
        else
        {
            services.AddPooledDbContextFactory<SqlitePortalDb>((provided, options) =>
            {
                UseSqlite(options, provided.GetRequiredService<DataDirectory>().DatabaseFile);
                options.AddInterceptors(provided.GetServices<ISaveChangesInterceptor>());
            });
            services.AddSingleton<IDbContextFactory<PortalDb>, Factory<SqlitePortalDb>>();
        }

        // For ASP.NET Core Identity's stores, which need one context per request. Everything else uses the factory.
        services.AddScoped(provided => provided.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext());
        return services;
    }

    internal static void UseSqlite(DbContextOptionsBuilder options, string file)
    {
        options
            .UseSqlite(SqliteConnection(file, foreignKeys: null), sqlite => sqlite.CommandTimeout(CommandTimeoutSeconds))
            .AddInterceptors(new SqlitePragmas())
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.AmbientTransactionWarning));
    }

    /// <summary>How every part of the portal opens its SQLite file.</summary>
    /// <param name="foreignKeys">True makes the driver enable foreign keys each time a connection is taken from the pool.</param>
    public static string SqliteConnection(string file, bool? foreignKeys = true) => new SqliteConnectionStringBuilder
    {
        DataSource = file,
        ForeignKeys = foreignKeys,
        DefaultTimeout = CommandTimeoutSeconds,
    }.ToString();

    internal static void UsePostgreSql(DbContextOptionsBuilder options, IConfiguration configuration) =>
        options.UseNpgsql(
            configuration.GetConnectionString("Portal")
                ?? throw new InvalidOperationException(NoConnection),
            npgsql => npgsql.CommandTimeout(CommandTimeoutSeconds));

    private sealed class Factory<TContext>(IDbContextFactory<TContext> inner) : IDbContextFactory<PortalDb>
        where TContext : PortalDb
    {
        public PortalDb CreateDbContext() => inner.CreateDbContext();

        public async Task<PortalDb> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
            await inner.CreateDbContextAsync(cancellationToken);
    }
}
