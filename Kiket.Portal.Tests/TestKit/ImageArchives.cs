using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kiket.Portal.Tests.TestKit;

/// <summary>Archives of images in the format of <c>docker save</c>, made from files of this machine, because nothing can be pulled.</summary>
public static class ImageArchives
{
    public static Stream Busybox() => Archive(FillBusybox);

    /// <summary>The files of <see cref="Busybox"/> as a registry has them.</summary>
    public static byte[] BusyboxLayer()
    {
        using var layer = new MemoryStream();
        using (var writer = new TarWriter(layer, leaveOpen: true))
        {
            FillBusybox(writer);
        }

        return layer.ToArray();
    }

    private static void FillBusybox(TarWriter layer)
    {
        Add(layer, "/bin/busybox", "bin/busybox");
        foreach (var program in new[] { "sh", "cat", "id", "touch", "sleep", "echo", "dd", "mount", "tr" })
        {
            layer.WriteEntry(
                new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + program) { LinkName = "busybox", ModificationTime = DateTimeOffset.UnixEpoch });
        }

        layer.WriteEntry(Folder("tmp"));
    }

    /// <summary>What <c>Dockerfile.builder</c> makes, from the programs of this machine.</summary>
    /// <param name="buildah">A script instead of the program.</param>
    /// <param name="authority">The certificate of the one who signs those of <see cref="PodmanService.Registry"/>.</param>
    public static Stream Builder(string? buildah = null, byte[]? more = null, string? authority = null) => Archive(layer =>
    {
        Add(layer, "/bin/busybox", "bin/busybox");
        foreach (var program in new[] { "sh", "cat", "cp", "date", "grep", "mkdir", "sleep", "timeout" })
        {
            layer.WriteEntry(
                new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + program) { LinkName = "busybox", ModificationTime = DateTimeOffset.UnixEpoch });
        }

        if (buildah is null)
        {
            Add(layer, "/usr/bin/buildah", "usr/bin/buildah");
            foreach (var library in LibrariesOf("/usr/bin/buildah"))
            {
                Add(layer, library, library[1..]);
            }
        }
        else
        {
            Add(layer, "usr/bin/buildah", Encoding.UTF8.GetBytes(buildah), (UnixFileMode)0b111_101_101);
        }

        Add(layer, "etc/containers/policy.json", """{"default":[{"type":"insecureAcceptAnything"}]}"""u8.ToArray());
        if (authority is not null)
        {
            Add(layer, $"etc/containers/certs.d/{PodmanService.Registry}/ca.crt", Encoding.UTF8.GetBytes(authority));
        }

        Add(layer, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"u8.ToArray());
        Add(layer, "etc/group", "root:x:0:\n"u8.ToArray());
        Add(layer, "more", more ?? []);
        foreach (var folder in new[] { "tmp", "var/tmp", "work" })
        {
            layer.WriteEntry(Folder(folder));
        }
    });

    private static IEnumerable<string> LibrariesOf(string program)
    {
        using var process = Process.Start(new ProcessStartInfo("ldd", [program]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var words = process.StandardOutput.ReadToEnd().Split((char[])[' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Where(word => word.StartsWith('/'))];
    }

    /// <param name="config">The image's <c>config</c> as JSON.</param>
    /// <param name="manifest">Replaces the manifest, of which it gets the right one.</param>
    public static Stream Archive(Action<TarWriter> fill, string config = "{}", Func<string, string>? manifest = null, params (string Name, string Text)[] more)
    {
        using var layer = Temporary();
        using (var writer = new TarWriter(layer, leaveOpen: true))
        {
            fill(writer);
        }

        layer.Position = 0;
        var digest = Convert.ToHexStringLower(SHA256.HashData(layer));
        var image = Encoding.UTF8.GetBytes(
            $$$"""{"architecture":"amd64","os":"linux","config":{{{config}}},"rootfs":{"type":"layers","diff_ids":["sha256:{{{digest}}}"]}}""");
        var id = Convert.ToHexStringLower(SHA256.HashData(image));
        var right = JsonSerializer.Serialize(new[] { new { Config = id + ".json", RepoTags = (string[]?)null, Layers = new[] { "layer.tar" } } });
        var archive = Temporary();
        using (var writer = new TarWriter(archive, leaveOpen: true))
        {
            layer.Position = 0;
            writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "layer.tar") { DataStream = layer });
            Add(writer, id + ".json", image);
            Add(writer, "manifest.json", Encoding.UTF8.GetBytes(manifest is null ? right : manifest(right)));
            foreach (var (name, text) in more)
            {
                Add(writer, name, Encoding.UTF8.GetBytes(text));
            }
        }

        archive.Position = 0;
        return archive;
    }

    /// <summary>On disk, because images are large.</summary>
    private static FileStream Temporary() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 81920, FileOptions.DeleteOnClose);

    /// <summary>Always the same bytes, so that an image of the same files is the same image.</summary>
    private static PaxTarEntry Folder(string name) =>
        new(TarEntryType.Directory, name) { Mode = (UnixFileMode)0b111_111_111, ModificationTime = DateTimeOffset.UnixEpoch };

    private static void Add(TarWriter writer, string file, string name)
    {
        using var stream = File.OpenRead(file);
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            DataStream = stream,
            Mode = (UnixFileMode)0b111_101_101,
            ModificationTime = DateTimeOffset.UnixEpoch,
        });
    }

    private static void Add(TarWriter writer, string name, byte[] bytes, UnixFileMode mode = (UnixFileMode)0b110_100_100)
    {
        using var stream = new MemoryStream(bytes);
        writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = stream, Mode = mode });
    }
}
