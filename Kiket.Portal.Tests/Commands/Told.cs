using Kiket.Portal.Commands;
using Kiket.Portal.Tests.TestKit;

namespace Kiket.Portal.Tests.Commands;

/// <summary>What a command printed, and how it ended.</summary>
internal sealed record Told(int? ExitCode, string Output, string Errors)
{
    /// <summary>Runs a command as the program does.</summary>
    public static async Task<Told> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var code = await PortalCommands.RunAsync(arguments, output, errors);
        return new Told(code, output.ToString().TrimEnd(), errors.ToString().TrimEnd());
    }

    /// <summary>On a data directory with SQLite.</summary>
    public static Task<Told> OnAsync(string dataDirectory, params string[] arguments) =>
        RunAsync([.. arguments, $"--Portal:DataDirectory={dataDirectory}", $"--contentRoot={Places.Portal}"]);

    /// <summary>What was printed, once it succeeded.</summary>
    public string Done()
    {
        Assert.True(ExitCode == 0, Errors);
        return Output;
    }

    /// <summary>The sentence, once it was refused.</summary>
    public string Refused()
    {
        Assert.Equal((1, ""), (ExitCode, Output));
        return Errors;
    }
}
