using Kiket.Portal.Data;
using Kiket.Portal.Events;
using Kiket.Portal.Listings.Categories;
using Kiket.Portal.Reviews;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>
/// A real, migrated database of a test's own, with the portal's own <c>AddData</c> and <c>AddEvents</c> around it: a SQLite
/// file, or a database of <see cref="PostgreSqlServer"/>. Migrated once per run and copied, so that one costs a few
/// milliseconds.
/// <code>await using var database = await PortalDatabase.CreateAsync(services => services.AddReleases());</code>
/// </summary>
public sealed class PortalDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Migrated = new(MigrateTemplateAsync);
    private static readonly Lazy<Task<string>> PostgreSqlTemplate = new(MigratePostgreSqlTemplateAsync);

    private readonly ServiceProvider _services;
    private readonly string? _connection;

    private PortalDatabase(string directory, ServiceProvider services, string? connection = null)
    {
        Directory = directory;
        _services = services;
        _connection = connection;
    }

    public string Directory { get; }

    public string File => Path.Combine(Directory, "portal.db");

    /// <summary>To PostgreSQL; null on SQLite.</summary>
    public string? Connection => _connection;

    /// <summary>The SQLite file, or the name of the database on the PostgreSQL server.</summary>
    public string Name => _connection is null ? File : PostgreSqlServer.NameOf(_connection);

    public IServiceProvider Services => _services;

    public IDbContextFactory<PortalDb> Databases => _services.GetRequiredService<IDbContextFactory<PortalDb>>();

    /// <param name="register">What the test needs beside the database.</param>
    /// <param name="clock">Taken for every <see cref="TimeProvider"/>; the system's when not given.</param>
    /// <param name="template">What the database begins with, from <see cref="SaveAsTemplateAsync"/>; the tables alone when not given.</param>
    public static async Task<PortalDatabase> CreateAsync(
        Action<IServiceCollection>? register = null, TimeProvider? clock = null, DatabaseProvider provider = DatabaseProvider.Sqlite, string? template = null)
    {
        if (provider == DatabaseProvider.PostgreSql)
        {
            var connection = await PostgreSqlServer.NewDatabaseAsync(template ?? await PostgreSqlTemplate.Value);
            var files = Places.Temporary();
            return new PortalDatabase(files, Provide(files, register, clock, connection), connection);
        }

        var directory = Places.Temporary();
        System.IO.File.Copy(template ?? await Migrated.Value, Path.Combine(directory, "portal.db"));
        return new PortalDatabase(directory, Provide(directory, register, clock));
    }

    /// <summary>Puts a migrated database where a portal with this data directory looks for it.</summary>
    public static async Task CopyToAsync(string directory) => System.IO.File.Copy(await Migrated.Value, Path.Combine(directory, "portal.db"));

    /// <summary>One more node on a PostgreSQL database, which somebody else drops.</summary>
    /// <param name="connection">What <see cref="PostgreSqlServer.NewDatabaseAsync"/> or <see cref="Connection"/> says.</param>
    public static PortalDatabase NodeOn(string connection, Action<IServiceCollection>? register = null, TimeProvider? clock = null)
    {
        var directory = Places.Temporary();
        return new PortalDatabase(directory, Provide(directory, register ?? Seeds, clock, connection));
    }

    /// <summary>One without any table, for tests of the migration itself.</summary>
    public static PortalDatabase Empty()
    {
        var directory = Places.Temporary();
        return new PortalDatabase(directory, Provide(directory, register: null, clock: null));
    }

    public Task<PortalDb> OpenAsync() => Databases.CreateDbContextAsync();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await using (var db = await OpenAsync())
        {
            if (db.Database.GetDbConnection() is SqliteConnection connection)
            {
                SqliteConnection.ClearPool(connection);
            }
        }

        await _services.DisposeAsync();
        if (_connection is not null)
        {
            await using (var connection = new NpgsqlConnection(_connection))
            {
                NpgsqlConnection.ClearPool(connection);
            }

            await PostgreSqlServer.DropDatabaseAsync(_connection);
        }

        Places.Remove(Directory);
    }

    private static async Task<string> MigrateTemplateAsync()
    {
        var directory = Places.Temporary();
        await using var empty = new PortalDatabase(directory, Provide(directory, Seeds, clock: null));
        await empty.Get<MigrateDatabase>().RunAsync(CancellationToken.None);
        return await empty.SaveAsTemplateAsync();
    }

    /// <summary>Writes what is in it into a file, or a database of PostgreSQL, that others begin with, as long as the tests run.</summary>
    public async Task<string> SaveAsTemplateAsync()
    {
        if (_connection is not null)
        {
            // A database that somebody is connected to can't be copied.
            await using (var pooled = new NpgsqlConnection(_connection))
            {
                NpgsqlConnection.ClearPool(pooled);
            }

            return PostgreSqlServer.NameOf(await PostgreSqlServer.NewDatabaseAsync(Name));
        }

        var directory = Places.Temporary();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Places.Remove(directory);
        var template = Path.Combine(directory, "template.db");
        await using (var db = await OpenAsync())
        {
            await db.Database.ExecuteSqlAsync($"VACUUM INTO {template}");
        }

        // WAL is written into the file; unpooled, the connection leaves no -wal file that a copy would miss.
        await using var connection = new SqliteConnection($"Data Source={template};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL;";
        await command.ExecuteNonQueryAsync();
        return template;
    }

    private static async Task<string> MigratePostgreSqlTemplateAsync()
    {
        var directory = Places.Temporary();
        // Unpooled: a database that somebody is connected to cannot be copied.
        var connection = await PostgreSqlServer.NewDatabaseAsync();
        await using (var services = Provide(directory, Seeds, clock: null, connection + ";Pooling=false"))
        {
            await services.GetRequiredService<MigrateDatabase>().RunAsync(CancellationToken.None);
        }

        Places.Remove(directory);
        return PostgreSqlServer.NameOf(connection);
    }

    private static void Seeds(IServiceCollection services) => services.AddSingleton<ISeedRows, CategorySeed>().AddSingleton<ISeedRows, ReviewSeed>();

    private static ServiceProvider Provide(string directory, Action<IServiceCollection>? register, TimeProvider? clock, string? connection = null)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Portal:DataDirectory"] = directory };
        if (connection is not null)
        {
            settings["Database:Provider"] = nameof(DatabaseProvider.PostgreSql);
            settings["ConnectionStrings:Portal"] = connection;
        }

        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings)
            .Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddSingleton<IHostEnvironment>(new TestEnvironment(directory));
        services.AddLogging();
        services.AddData(configuration).AddEvents();
        if (clock is not null)
        {
            services.Replace(ServiceDescriptor.Singleton(clock));
        }

        register?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class TestEnvironment(string root) : IHostEnvironment
    {
        public string ApplicationName { get; set; } = "Kiket.Portal";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

        public string ContentRootPath { get; set; } = root;

        public string EnvironmentName { get; set; } = Environments.Development;
    }
}
