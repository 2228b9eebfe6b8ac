using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kiket.Portal.Demo.LocalGitHub;

/// <summary>An object as git stores it: immutable, and named by the SHA-1 of its type, length and bytes.</summary>
public abstract class GitObject
{
    private protected GitObject(string type, byte[] data)
    {
        Type = type;
        Data = data;
        Sha = Hash(type, data);
    }

    /// <summary><c>blob</c>, <c>tree</c>, <c>commit</c> or <c>tag</c>.</summary>
    public string Type { get; }

    /// <summary>The bytes that git hashes, without the header.</summary>
    public byte[] Data { get; }

    /// <summary>Forty lower-case hexadecimal digits, equal to the result of <c>git hash-object</c>.</summary>
    public string Sha { get; }

    private static string Hash(string type, byte[] data)
    {
        var header = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{type} {data.Length}\0"));
#pragma warning disable CA5350 // SHA-1 is what git names its objects by; nothing here relies on it for security.
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        sha.AppendData(header);
        sha.AppendData(data);
        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}

public sealed class GitBlob(byte[] data) : GitObject("blob", data);

/// <summary>The modes that git knows for the entries of a tree.</summary>
public static class GitMode
{
    public const string File = "100644";
    public const string Executable = "100755";
    public const string Symlink = "120000";
    public const string Directory = "40000";
    public const string Submodule = "160000";
}

/// <param name="Mode">One of <see cref="GitMode"/>.</param>
/// <param name="Name">The last part of the path.</param>
/// <param name="Sha">The blob, the tree, or the commit of a submodule.</param>
public sealed record GitTreeEntry(string Mode, string Name, string Sha)
{
    public bool IsDirectory => Mode == GitMode.Directory;

    public bool IsSubmodule => Mode == GitMode.Submodule;

    public bool IsSymlink => Mode == GitMode.Symlink;

    /// <summary>The type as GitHub names it.</summary>
    public string Type => IsDirectory ? "tree" : IsSubmodule ? "commit" : "blob";
}

public sealed class GitTree : GitObject
{
    private GitTree(ImmutableArray<GitTreeEntry> entries, byte[] data)
        : base("tree", data) => Entries = entries;

    public ImmutableArray<GitTreeEntry> Entries { get; }

    public static GitTree Of(IEnumerable<GitTreeEntry> entries)
    {
        var sorted = entries.OrderBy(SortKey, ByteOrder.Instance).ToImmutableArray();
        using var data = new MemoryStream();
        foreach (var entry in sorted)
        {
            data.Write(Encoding.UTF8.GetBytes($"{entry.Mode} {entry.Name}\0"));
            data.Write(Convert.FromHexString(entry.Sha));
        }

        return new GitTree(sorted, data.ToArray());
    }

    /// <summary>Git sorts by bytes, and a directory as if its name ended in a slash.</summary>
    private static byte[] SortKey(GitTreeEntry entry) => Encoding.UTF8.GetBytes(entry.IsDirectory ? entry.Name + "/" : entry.Name);

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static readonly ByteOrder Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}

/// <summary>Who and when, with the offset that git stores.</summary>
public sealed record GitSignature(string Name, string Email, DateTimeOffset When)
{
    public override string ToString()
    {
        var offset = When.Offset;
        var sign = offset < TimeSpan.Zero ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{Name} <{Email}> {When.ToUnixTimeSeconds()} {sign}{offset:hhmm}");
    }

    /// <summary>Reads <c>Name &lt;mail&gt;</c>.</summary>
    public static GitSignature Parse(string author, DateTimeOffset when)
    {
        var open = author.IndexOf('<', StringComparison.Ordinal);
        return open < 0
            ? new GitSignature(author.Trim(), "noreply@example.test", when)
            : new GitSignature(author[..open].Trim(), author[(open + 1)..].TrimEnd('>', ' '), when);
    }
}

public sealed class GitCommit : GitObject
{
    private GitCommit(string tree, ImmutableArray<string> parents, GitSignature author, string message, byte[] data)
        : base("commit", data)
    {
        Tree = tree;
        Parents = parents;
        Author = author;
        Message = message;
    }

    public string Tree { get; }

    public ImmutableArray<string> Parents { get; }

    public GitSignature Author { get; }

    /// <summary>Without the line end that git adds.</summary>
    public string Message { get; }

    public static GitCommit Of(string tree, ImmutableArray<string> parents, GitSignature author, string message)
    {
        var trimmed = message.ReplaceLineEndings("\n").TrimEnd('\n');
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"tree {tree}\n");
        foreach (var parent in parents)
        {
            text.Append(CultureInfo.InvariantCulture, $"parent {parent}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"author {author}\ncommitter {author}\n\n{trimmed}\n");
        return new GitCommit(tree, parents, author, trimmed, Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>An annotated tag; a lightweight one is only a reference.</summary>
public sealed class GitTag : GitObject
{
    private GitTag(string name, string commit, GitSignature tagger, string message, byte[] data)
        : base("tag", data)
    {
        Name = name;
        Commit = commit;
        Tagger = tagger;
        Message = message;
    }

    public string Name { get; }

    public string Commit { get; }

    public GitSignature Tagger { get; }

    public string Message { get; }

    public static GitTag Of(string name, string commit, GitSignature tagger, string message)
    {
        var trimmed = message.ReplaceLineEndings("\n").TrimEnd('\n');
        var data = Encoding.UTF8.GetBytes($"object {commit}\ntype commit\ntag {name}\ntagger {tagger}\n\n{trimmed}\n");
        return new GitTag(name, commit, tagger, trimmed, data);
    }
}
