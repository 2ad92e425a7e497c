/* See run.h. Input and output are files in memory, so nobody waits for anybody to read. */
#include "harness/run.h"

#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "harness/contract.h"
#include "harness/test.h"

static int memory_file(struct span content)
{
	int fd = memfd_create("t_run", MFD_CLOEXEC);

	if (fd < 0 || write(fd, content.data, content.len) != (ssize_t)content.len ||
		lseek(fd, 0, SEEK_SET) != 0)
		t_fail(__FILE__, __LINE__, "no file in memory");
	return fd;
}

static void collect(int fd, struct buf *ret_text)
{
	char chunk[4096];
	ssize_t n;

	if (!ret_text)
		return;
	buf_reset(ret_text);
	lseek(fd, 0, SEEK_SET);
	while ((n = read(fd, chunk, sizeof chunk)) > 0)
		buf_add(ret_text, chunk, (size_t)n);
	if (!buf_ok(ret_text))
		t_fail(__FILE__, __LINE__, "a program printed more than %zu bytes", ret_text->max);
}

/* In the child. */
static void start(const char *folder, const char *const *argv, const int fds[3])
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	for (int i = 0; i < 3; i++)
		if (dup2(fds[i], i) < 0)
			_exit(127);
	if (folder && chdir(folder) != 0)
		_exit(127);
	/* execvp() does not change the strings, it was only declared before const */
	execvp(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

/* What `gongyi call OP …` printed, unless it printed help, is a reply. */
static void hold(const char *const *argv, const struct buf *out)
{
	if (argv[1] && argv[2] && strcmp(argv[1], "call") == 0 && out && out->len &&
		*out->data == '{')
		contract_printed(argv[2], out->data, out->len);
}

int t_run(const char *folder, const char *const *argv, struct span input, struct buf *ret_out,
	struct buf *ret_err)
{
	static const struct span nothing;
	auto_fd int in = memory_file(input), out = memory_file(nothing), err = memory_file(nothing);
	int status;
	pid_t child = fork();

	if (child < 0)
		t_fail(__FILE__, __LINE__, "no process");
	if (child == 0)
		start(folder, argv, (const int[]){in, out, err});
	if (waitpid(child, &status, 0) != child)
		t_fail(__FILE__, __LINE__, "the process was lost");
	collect(out, ret_out);
	collect(err, ret_err);
	if (status == 0)
		hold(argv, ret_out);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
