using Kiket.Portal.Foundation;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Data;

/// <summary>One portal for a SQLite database, in a directory that it can write to and nobody else can read.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class HoldDataDirectoryTests : IDisposable
{
    private readonly string _directory = Places.Temporary();

    public void Dispose() => Places.Remove(_directory);

    [Fact]
    public async Task A_second_portal_on_the_same_database_says_which_process_has_it()
    {
        await using var first = await PortalServer.StartAsync(("Portal:DataDirectory", _directory), ("Demo:Enabled", "false"));

        var refused = await Assert.ThrowsAsync<CannotStartException>(
            () => PortalServer.StartAsync(("Portal:DataDirectory", _directory), ("Demo:Enabled", "false")));

        Assert.StartsWith($"The process {Environment.ProcessId} uses {_directory} already.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_portal_starts_when_the_first_has_stopped()
    {
        await using (await PortalServer.StartAsync(("Portal:DataDirectory", _directory), ("Demo:Enabled", "false")))
        {
        }

        await using var second = await PortalServer.StartAsync(("Portal:DataDirectory", _directory), ("Demo:Enabled", "false"));

        Assert.True((await second.Client().GetAsync(new Uri("/health/ready", UriKind.Relative))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_used_is_said()
    {
        var file = Path.Combine(_directory, "file");
        await File.WriteAllTextAsync(file, "");

        var refused = await Assert.ThrowsAsync<CannotStartException>(
            () => PortalServer.StartAsync(("Portal:DataDirectory", Path.Combine(file, "data")), ("Demo:Enabled", "false")));

        Assert.Contains("can't write to", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Portal:DataDirectory", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_portals_user_can_read_its_data()
    {
        if (OperatingSystem.IsWindows())
        {
            // Windows has no such modes; a user's folders are their own there.
            return;
        }

        var data = Path.Combine(_directory, "data");
        await using var portal = await PortalServer.StartAsync(("Portal:DataDirectory", data), ("Demo:Enabled", "false"));

        const UnixFileMode Others = (UnixFileMode)0b000_111_111;
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(data) & Others);
        var files = Directory.GetFiles(data, "portal.db*");
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & Others);
        }
    }
}
