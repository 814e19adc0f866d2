using LocalFrontDoor.Page;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Page;

public class OriginalNameTests
{
    [Theory]
    [InlineData("cat.jpg", true)]
    [InlineData("Holiday 2026/Grüße +1%.final.PNG", true)]
    [InlineData("100x100.jpg", true)]
    [InlineData("drawing.svg", true)]
    [InlineData("", false)]
    [InlineData("cat", false)]
    [InlineData("cat.exe", false)]
    [InlineData("100x100/webp/cat.jpg", false)]
    [InlineData("holiday/100x100/cat.jpg", false)]
    [InlineData("../cat.jpg", false)]
    [InlineData("a/./cat.jpg", false)]
    [InlineData("/cat.jpg", false)]
    [InlineData("a//cat.jpg", false)]
    [InlineData("a\\cat.jpg", false)]
    [InlineData("a\ncat.jpg", false)]
    public void Fault_Name_IsRefusedWhereItCouldDoHarm(string name, bool allowed) =>
        Assert.Equal(allowed, OriginalName.Fault(name) is null);

    [Fact]
    public void Fault_OverlongName_IsRefused() => Assert.NotNull(OriginalName.Fault(new string('a', 1_000) + ".jpg"));

    [Theory]
    [InlineData("a.JPG", "image/jpeg")]
    [InlineData("a.b.webp", "image/webp")]
    [InlineData("jpg", null)]
    public void ContentType_Extension_Decides(string name, string? type) => Assert.Equal(type, OriginalName.ContentType(name));
}
