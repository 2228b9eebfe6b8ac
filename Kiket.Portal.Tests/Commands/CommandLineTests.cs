using Kiket.Portal.Commands;

namespace Kiket.Portal.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--urls=http://localhost:5080 --environment=Production")]
    [InlineData("--urls http://localhost:5080")]
    [InlineData("/Portal:DataDirectory=/data Demo:Enabled=false")]
    public void Settings_alone_start_the_portal(string arguments) =>
        Assert.True(CommandLine.Read(Split(arguments)).IsPortal);

    [Theory]
    [InlineData("backup /backups/today --Portal:DataDirectory=/data")]
    [InlineData("--Portal:DataDirectory=/data backup /backups/today")]
    [InlineData("--Portal:DataDirectory /data backup /backups/today")]
    [InlineData("backup --Portal:DataDirectory /data /backups/today")]
    public void Words_and_settings_come_in_any_order(string arguments)
    {
        var line = CommandLine.Read(Split(arguments));

        Assert.Equal(["backup", "/backups/today"], line.Words);
        Assert.Equal("--Portal:DataDirectory /data", string.Join(' ', line.Settings).Replace('=', ' '));
    }

    [Fact]
    public void A_folder_may_look_like_a_setting()
    {
        var line = CommandLine.Read(["restore", "/backups/day=1"]);

        Assert.Equal(["restore", "/backups/day=1"], line.Words);
        Assert.Empty(line.Settings);
    }

    [Fact]
    public void A_variable_that_is_not_set_is_no_folder() => Assert.Equal(["backup"], CommandLine.Read(["backup", ""]).Words);

    [Theory]
    [InlineData("--help")]
    [InlineData("backup -h")]
    public async Task Help_lists_the_commands(string arguments)
    {
        var told = await Told.RunAsync(Split(arguments));

        Assert.Equal(0, told.ExitCode);
        Assert.All(
            new[] { "operators add <e-mail>", "operators list", "backup <folder>", "restore <folder>" },
            command => Assert.Contains(command, told.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("operator add ana@example.com")]
    [InlineData("operators")]
    [InlineData("operators add")]
    [InlineData("operators list everyone")]
    [InlineData("backup")]
    [InlineData("restore one two")]
    public async Task What_is_no_command_gets_the_usage(string arguments)
    {
        var told = await Told.RunAsync(Split(arguments));

        Assert.Equal((2, ""), (told.ExitCode, told.Output));
        Assert.StartsWith($"\"{arguments}\" isn't a command of the portal.", told.Errors, StringComparison.Ordinal);
        Assert.Contains("backup <folder>", told.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_argument_is_left_to_the_portal() => Assert.Null(await PortalCommands.RunAsync([]));

    private static string[] Split(string arguments) => arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
