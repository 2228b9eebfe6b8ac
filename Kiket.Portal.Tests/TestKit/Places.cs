namespace Kiket.Portal.Tests.TestKit;

/// <summary>Where the checkout is, and directories of a test's own.</summary>
public static class Places
{
    /// <summary>Where Linux offers a directory in memory.</summary>
    private const string Memory = "/dev/shm";

    private const long EnoughMemory = 1L << 30;

    private static bool _onDisk;

    private static readonly Lazy<string> Found = new(FindCheckout);
    private static readonly Lazy<string> Parent = new(FindParent);

    public static string Checkout => Found.Value;

    public static string Portal => Path.Combine(Checkout, "Kiket.Portal");

    /// <summary>What a test leaves behind for people to look at.</summary>
    public static string Results => Directory.CreateDirectory(Path.Combine(Checkout, "TestResults")).FullName;

    /// <summary>A new empty directory, gone with <see cref="Remove"/>.</summary>
    public static string Temporary() => Directory.CreateDirectory(Path.Combine(Parent.Value, Path.GetRandomFileName())).FullName;

    /// <summary>Before the first directory: for measurements, in which a commit must cost what it costs on a disk.</summary>
    public static void UseDisk() => _onDisk = true;

    /// <summary>The same for programs, which not every system runs from memory.</summary>
    public static string Executable() =>
        Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "kiket-tests", Path.GetRandomFileName())).FullName;

    public static void Remove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (IOException)
        {
            // A process just killed may still be writing; the system clears its temporary directory itself.
        }
    }

    /// <summary>
    /// In memory where there is room: every commit of every test waits for its disk otherwise, which shows nothing, as no
    /// test pulls the plug. What a run that was killed left behind goes a day later.
    /// </summary>
    private static string FindParent()
    {
        var temporary = _onDisk ? OnDisk()
            : Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > EnoughMemory ? Memory
            : Path.GetTempPath();
        var parent = Directory.CreateDirectory(Path.Combine(temporary, "kiket-tests")).FullName;
        foreach (var left in Directory.EnumerateDirectories(parent).Where(left => Directory.GetLastWriteTimeUtc(left) < DateTime.UtcNow.AddDays(-1)))
        {
            Remove(left);
        }

        return parent;
    }

    private static string OnDisk() => new DriveInfo(Path.GetTempPath()).DriveFormat == "tmpfs" ? Results : Path.GetTempPath();

    private static string FindCheckout()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Kiket.Portal.sln")))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("Run the tests from a checkout: Kiket.Portal.sln was not found above the tests.");
    }
}
