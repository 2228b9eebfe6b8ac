using System.Net;
using Kiket.Portal.Tests.Accounts;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Commands;

/// <summary>A new portal in Production, as a company runs it: the program beside it makes the operator, the backup and the way back.</summary>
[Trait(Slow.TraitName, Slow.TraitValue)]
public sealed class CommandProcessTests : IDisposable
{
    private readonly string _data = Places.Temporary();
    private readonly string _folder = Places.Temporary();

    public void Dispose()
    {
        Places.Remove(_data);
        Places.Remove(_folder);
    }

    [Fact]
    public async Task The_portal_runs_while_commands_work_on_it_and_a_restored_one_goes_on()
    {
        var (backup, restored) = (Path.Combine(_folder, "backup"), Path.Combine(_folder, "restored"));
        await using (var portal = await PortalServerProcess.StartAsync(_data))
        {
            await Wait.UntilAsync(() => portal.Output.Contains("There is no operator yet", StringComparison.Ordinal));
            var early = await RunAsync(_data, "operators", "add", "ana@example.com");
            Assert.Equal(1, early.ExitCode);
            Assert.Contains("Register first at", early.Output, StringComparison.Ordinal);

            using var browser = Browser(portal);
            using var registered = await browser.SubmitAsync(
                "/account/register", new() { ["Input.Name"] = "Ana", ["Input.Email"] = "ana@example.com", ["Input.Password"] = RunningAccounts.Password });
            Assert.Equal(HttpStatusCode.NotFound, await OperationsAsync(browser));
            var added = await RunAsync(_data, "operators", "add", "ana@example.com");
            Assert.True(added.ExitCode == 0, added.Output);
            Assert.Equal(HttpStatusCode.OK, await OperationsAsync(browser));

            var copied = await RunAsync(_data, "backup", backup);
            Assert.True(copied.ExitCode == 0, copied.Output);
        }

        var back = await RunAsync(restored, "restore", backup);
        Assert.True(back.ExitCode == 0, back.Output);
        await using var second = await PortalServerProcess.StartAsync(restored);
        using var again = Browser(second);
        using var login = await again.LoginAsync("ana@example.com");
        Assert.Equal(HttpStatusCode.OK, await OperationsAsync(again));
        Assert.DoesNotContain("keys that protect stored tokens are lost", second.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Unknown_words_and_wrong_settings_end_with_a_sentence()
    {
        var unknown = await RunAsync(_data, "operator");
        var wrong = await RunAsync(_data, "operators", "list", "--Database:Provider=Mysql");

        Assert.Equal((2, 1), (unknown.ExitCode, wrong.ExitCode));
        Assert.Contains("isn't a command of the portal", unknown.Output, StringComparison.Ordinal);
        Assert.Contains("'Mysql' at 'Database:Provider'", wrong.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", unknown.Output + wrong.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_data));
    }

    private static HttpClient Browser(PortalServerProcess portal) => new(new SocketsHttpHandler()) { BaseAddress = portal.Address };

    private static async Task<HttpStatusCode> OperationsAsync(HttpClient browser)
    {
        using var response = await browser.GetAsync(new Uri("/operations", UriKind.Relative));
        return response.StatusCode;
    }

    private static Task<(int ExitCode, string Output)> RunAsync(string data, params string[] arguments) => Shell.TryRunAsync(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "Kiket.Portal.dll"), .. arguments, $"--Portal:DataDirectory={data}", $"--contentRoot={Places.Portal}",
            "--environment=Production",
        ]);
}
