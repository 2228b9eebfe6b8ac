using System.Diagnostics;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Runs a program and waits for it.</summary>
internal static class Shell
{
    /// <summary>The distribution's installer serves one at a time and refuses the next.</summary>
    private static readonly SemaphoreSlim Installing = new(1);

    private static readonly string[] Install = ["install", "-y", "--no-install-recommends"];

    private static bool MayInstall => OperatingSystem.IsLinux() && File.Exists("/usr/bin/apt-get") && Environment.IsPrivilegedProcess;

    public static async Task<(int ExitCode, string Output)> TryRunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    public static async Task RunAsync(string program, params string[] arguments)
    {
        var (exitCode, output) = await TryRunAsync(program, arguments);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}");
        }
    }

    /// <summary>Installs a package that makes the tests faster, if the distribution has it and its server answers soon.</summary>
    public static async Task TryInstallAsync(string package)
    {
        if (!MayInstall)
        {
            return;
        }

        await Installing.WaitAsync();
        try
        {
            await TryRunAsync("timeout", ["60", "apt-get", "update"]);
            await TryRunAsync("timeout", ["120", "apt-get", .. Install, package]);
        }
        finally
        {
            Installing.Release();
        }
    }

    /// <summary>Installs packages of the distribution, where this is a distribution and we may.</summary>
    public static async Task InstallAsync(params string[] packages)
    {
        if (!MayInstall)
        {
            throw new InvalidOperationException($"These tests need {string.Join(' ', packages)}. Install it, then run them again.");
        }

        await Installing.WaitAsync();
        try
        {
            await RunAsync("apt-get", "update");
            await RunAsync("apt-get", [.. Install, .. packages]);
        }
        finally
        {
            Installing.Release();
        }
    }
}
