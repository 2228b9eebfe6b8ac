using System.Data.Common;
using System.Runtime.InteropServices;
using Kiket.Portal.Foundation;
using Kiket.Portal.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Kiket.Portal.Commands;

/// <summary>Runs what the command line asks for, when that isn't the portal itself.</summary>
public static class PortalCommands
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int NotUnderstood = 2;

    private static readonly CommandEntry[] Entries =
    [
        new("operators add", "<e-mail>", "makes the person with this address operator and reviewer", typeof(AddOperatorCommand)),
        new("operators list", null, "shows who is operator or reviewer", typeof(ListOperatorsCommand)),
        new("backup", "<folder>", "copies the database and the data directory into a new folder", typeof(BackupCommand)),
        new("restore", "<folder>", "copies a backup into an empty data directory, before the portal starts", typeof(RestoreCommand)),
        new(LeakProbe.Command, "<edge>", "tries to get out of a container; the self-test of hosting runs it", typeof(HostingProbeCommand)),
    ];

    /// <param name="output">For the result; the console when not given.</param>
    /// <param name="errors">For refusals; the console when not given.</param>
    /// <returns>The exit code; null when the arguments start the portal.</returns>
    /// <exception cref="OptionsValidationException">A setting is invalid.</exception>
    public static async Task<int?> RunAsync(string[] arguments, TextWriter? output = null, TextWriter? errors = null)
    {
        var line = CommandLine.Read(arguments);
        if (line.IsPortal)
        {
            return null;
        }

        (output, errors) = (output ?? Console.Out, errors ?? Console.Error);
        if (line.AsksForHelp)
        {
            await output.WriteLineAsync(Usage());
            return Done;
        }

        if (Array.Find(Entries, candidate => candidate.ArgumentIn(line) is not null) is not { } entry)
        {
            await errors.WriteLineAsync($"\"{string.Join(' ', line.Words)}\" isn't a command of the portal.\n\n{Usage()}");
            return NotUnderstood;
        }

        await using var services = CommandServices.Provide(line.Settings, entry.Command);
        services.GetRequiredService<IStartupValidator>().Validate();
        var result = await RunAsync((ICommand)services.GetRequiredService(entry.Command), entry.ArgumentIn(line)!);
        await (result.Succeeded ? output : errors).WriteLineAsync(result.Succeeded ? result.Value : result.Error.Message);
        return result.Succeeded ? Done : Refused;
    }

    /// <summary>What a disk, a server or an impatient person stops is said in a sentence, without a stack trace.</summary>
    private static async Task<Result<string>> RunAsync(ICommand command, string argument)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            return await command.RunAsync(argument, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Error.Unavailable("stopped", "Stopped. Nothing is left behind.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DbException or DbUpdateException
            or InvalidOperationException { InnerException: DbException })
        {
            var cause = exception is DbUpdateException or InvalidOperationException ? exception.InnerException ?? exception : exception;
            return Error.Unavailable("failed", $"This didn't work: {cause.Message}");
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static string Usage()
    {
        var width = Entries.Max(entry => entry.Call.Length);
        return $"""
            Kiket.Portal              starts the portal
            Kiket.Portal <command>    runs a command, also while the portal runs

            {string.Join('\n', Entries.Select(entry => $"  {entry.Call.PadRight(width)}   {entry.Summary}"))}

            Both read appsettings.json, the environment and --Key=value, such as --Portal:DataDirectory=/data.
            """;
    }
}
