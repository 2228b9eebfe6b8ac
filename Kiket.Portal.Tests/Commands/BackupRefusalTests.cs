using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Commands;

/// <summary>A backup never replaces anything, and only a complete one of this version comes back.</summary>
public sealed class BackupRefusalTests : IAsyncLifetime
{
    private readonly string _folder = Places.Temporary();
    private PortalDatabase _database = null!;

    private string Backup => Path.Combine(_folder, "today");

    private string Empty => Path.Combine(_folder, "empty");

    public async Task InitializeAsync() => _database = await PortalDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Places.Remove(_folder);
    }

    [Fact]
    public async Task A_folder_with_something_in_it()
    {
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "yesterday"), "");

        Assert.Contains("isn't empty", (await BackupAsync(Backup)).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder()
    {
        await File.WriteAllTextAsync(Backup, "");

        Assert.Contains("isn't empty", (await BackupAsync(Backup)).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_the_data_directory() =>
        Assert.Contains("Choose another folder", (await BackupAsync(Path.Combine(_database.Directory, "backups"))).Refused(), StringComparison.Ordinal);

    [Fact]
    public async Task A_backup_that_another_one_is_writing()
    {
        Directory.CreateDirectory(Backup + ".partial");

        Assert.Contains("another backup runs, or one was killed", (await BackupAsync(Backup)).Refused(), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Backup + ".partial"));
    }

    [Fact]
    public async Task A_portal_without_a_database()
    {
        Assert.Contains("has no database yet", (await Told.OnAsync(Empty, "backup", Backup)).Refused(), StringComparison.Ordinal);
        Assert.False(Path.Exists(Backup));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not JSON")]
    public async Task A_folder_that_is_no_backup(string? manifest)
    {
        Directory.CreateDirectory(Backup);
        if (manifest is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(Backup, "backup.json"), manifest);
        }

        Assert.Contains("isn't a complete backup", (await RestoreAsync()).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_without_its_database()
    {
        (await BackupAsync(Backup)).Done();
        File.Delete(Path.Combine(Backup, "portal.db"));

        Assert.Contains("The backup has no portal.db", (await RestoreAsync()).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_of_another_schema_version()
    {
        (await BackupAsync(Backup)).Done();
        await ChangeManifestAsync("\"migration\": \"", "\"migration\": \"9");

        Assert.Contains("another version of the portal", (await RestoreAsync()).Refused(), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Empty, "portal.db")));
    }

    [Fact]
    public async Task A_backup_of_the_other_provider()
    {
        (await BackupAsync(Backup)).Done();
        await ChangeManifestAsync("\"Sqlite\"", "\"PostgreSql\"");

        Assert.Contains("Set Database:Provider to PostgreSql", (await RestoreAsync()).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_directory_with_something_in_it()
    {
        (await BackupAsync(Backup)).Done();

        Assert.Contains("restoring never replaces anything", (await Told.OnAsync(_database.Directory, "restore", Backup)).Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostgreSql_without_its_programs_names_the_command_to_run()
    {
        const string Connection = "Host=db.test;Username=kiket;Password=secret;Database=portal";
        string[] settings = ["--PATH=/nowhere", "--Database:Provider=PostgreSql", $"--ConnectionStrings:Portal={Connection}"];

        var backup = (await Told.OnAsync(Empty, ["backup", Backup, .. settings])).Refused();
        (await BackupAsync(Backup)).Done();
        await ChangeManifestAsync("\"Sqlite\"", "\"PostgreSql\"");
        File.Move(Path.Combine(Backup, "portal.db"), Path.Combine(Backup, "portal.dump"));
        var restore = (await Told.OnAsync(Empty, ["restore", Backup, .. settings])).Refused();

        const string Server = "--host=db.test --port=5432 --username=kiket --dbname=portal";
        Assert.Contains($"pg_dump --format=custom --file=portal.dump {Server}", backup, StringComparison.Ordinal);
        Assert.Contains($"pg_restore --no-owner --no-privileges --single-transaction {Server} portal.dump", restore, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", backup + restore, StringComparison.Ordinal);
    }

    private Task<Told> BackupAsync(string folder) => Told.OnAsync(_database.Directory, "backup", folder);

    private Task<Told> RestoreAsync() => Told.OnAsync(Empty, "restore", Backup);

    private async Task ChangeManifestAsync(string from, string to)
    {
        var file = Path.Combine(Backup, "backup.json");
        var text = await File.ReadAllTextAsync(file);
        Assert.Contains(from, text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace(from, to, StringComparison.Ordinal));
    }
}
