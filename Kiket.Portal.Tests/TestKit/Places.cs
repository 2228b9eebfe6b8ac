namespace Kiket.Portal.Tests.TestKit;

/// <summary>Where the checkout is, and directories of a test's own.</summary>
public static class Places
{
    private static readonly Lazy<string> Found = new(FindCheckout);

    public static string Checkout => Found.Value;

    public static string Portal => Path.Combine(Checkout, "Kiket.Portal");

    /// <summary>What a test leaves behind for people to look at.</summary>
    public static string Results => Directory.CreateDirectory(Path.Combine(Checkout, "TestResults")).FullName;

    /// <summary>A new empty directory, gone with <see cref="Remove"/>.</summary>
    public static string Temporary() => Directory.CreateTempSubdirectory("kiket-").FullName;

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
