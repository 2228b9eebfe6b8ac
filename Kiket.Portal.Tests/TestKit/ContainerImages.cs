using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using System.Text.Json;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Images from files of this machine: the portal itself, from which the edge runs, and extensions.</summary>
internal static class ContainerImages
{
    private const UnixFileMode Everyone = (UnixFileMode)0b111_101_101;

    /// <summary>A web server with these files at its root.</summary>
    /// <param name="first">A shell script that runs before it; it may never end.</param>
    public static Stream Extension(string first, params (string Name, string Text)[] pages) => ImageArchives.Archive(
        layer =>
        {
            Add(layer, "/bin/busybox", "bin/busybox");
            layer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/sh") { LinkName = "busybox" });
            layer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp") { Mode = (UnixFileMode)0b111_111_111 });
            foreach (var (name, text) in pages)
            {
                using var page = new MemoryStream(Encoding.UTF8.GetBytes(text));
                layer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "www/" + name) { DataStream = page, Mode = Everyone });
            }
        },
        JsonSerializer.Serialize(new
        {
            // A first process ignores SIGTERM unless it says otherwise, and would cost the whole time for a goodbye.
            Cmd = new[] { "/bin/sh", "-c", $"{first} trap 'exit 0' TERM; /bin/busybox httpd -f -p $PORT -h /www & wait" },
            WorkingDir = "/tmp",
        }));

    /// <summary>The portal as these tests use it, with the runtime of this machine.</summary>
    public static Stream Portal() => ImageArchives.Archive(
        layer =>
        {
            var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
            var root = Path.GetFullPath(Path.Combine(framework, "..", "..", ".."));
            var web = Path.Combine(root, "shared", "Microsoft.AspNetCore.App", Path.GetFileName(framework));
            var folders = new[] { framework, web, Path.Combine(root, "host", "fxr") };
            List<string> files =
                [Path.Combine(root, "dotnet"), .. folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))];
            foreach (var file in files)
            {
                Add(layer, file, "dotnet/" + Path.GetRelativePath(root, file));
            }

            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(IsPortals)
                .Append(Path.Combine(AppContext.BaseDirectory, "Kiket.Portal.runtimeconfig.json")))
            {
                Add(layer, file, "app/" + Path.GetFileName(file));
            }

            foreach (var library in Libraries(files.Where(file => file.EndsWith(".so", StringComparison.Ordinal) || Path.GetFileName(file) == "dotnet")))
            {
                Add(layer, library, library.TrimStart('/'));
            }

            layer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp") { Mode = (UnixFileMode)0b111_111_111 });
            layer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "data") { Mode = (UnixFileMode)0b111_111_111 });
        },
        JsonSerializer.Serialize(new
        {
            Entrypoint = new[] { "/dotnet/dotnet", "/app/Kiket.Portal.dll" },
            Env = new[] { "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "DOTNET_EnableDiagnostics=0" },
            WorkingDir = "/tmp",
        }));

    private static bool IsPortals(string file) =>
        !Path.GetFileName(file).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)
        && !Path.GetFileName(file).StartsWith("xunit", StringComparison.Ordinal);

    /// <summary>What the dynamic linker needs for them.</summary>
    private static HashSet<string> Libraries(IEnumerable<string> programs)
    {
        using var process = Process.Start(new ProcessStartInfo("ldd", programs)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var words = process.StandardOutput.ReadToEnd().Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return
        [
            .. words.Where(word => word.StartsWith("/lib", StringComparison.Ordinal) && File.Exists(word)),
            .. Directory.EnumerateFiles("/lib/x86_64-linux-gnu", "libssl.so.*").Concat(Directory.EnumerateFiles("/lib/x86_64-linux-gnu", "libcrypto.so.*")),
        ];
    }

    private static void Add(TarWriter layer, string file, string name)
    {
        using var stream = File.OpenRead(file);
        layer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = stream, Mode = Everyone, ModificationTime = DateTimeOffset.UnixEpoch });
    }
}
