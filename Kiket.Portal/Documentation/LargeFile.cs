namespace Kiket.Portal.Documentation;

/// <summary>Files in Git LFS: the repository only has a pointer of a few lines (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).</summary>
internal static class LargeFile
{
    public const string Beginning = "version https://git-lfs.github.com/spec/";

    /// <summary>A pointer is shorter than this.</summary>
    private const int MaxPointer = 1024;

    public static bool IsPointer(ReadOnlySpan<byte> bytes) => bytes.Length < MaxPointer && bytes.StartsWith("version https://git-lfs.github.com/spec/"u8);
}
